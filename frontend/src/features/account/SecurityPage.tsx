import { useTranslation } from "react-i18next";
import { ActivitySection } from "./ActivitySection";
import { ApiKeysSection } from "./ApiKeysSection";
import { DevicesSection } from "./DevicesSection";
import { Page } from "./Page";
import { PasswordSection } from "./PasswordSection";
import { SecondFactorSection } from "./SecondFactorSection";

export default function SecurityPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("account.security.title")} lead={t("account.security.lead")}>
      <PasswordSection />
      <SecondFactorSection />
      <DevicesSection />
      <ApiKeysSection />
      <ActivitySection />
    </Page>
  );
}
