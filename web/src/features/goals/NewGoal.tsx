import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "~/design/Page";
import { useChange } from "~/session/useChange";
import { type GoalBody, make } from "./api";
import { GoalForm } from "./GoalForm";

export function NewGoal() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const making = useChange(
    (body: GoalBody) => make(body),
    (goal) => void navigate({ to: "/goals/$goal", params: { goal: goal.id }, replace: true }),
  );
  return (
    <Page title={t("goals.form.title")} back={{ to: "/goals" }}>
      <GoalForm
        submit={t("goals.form.make")}
        isPending={making.isPending}
        error={making.error}
        onSubmit={(body) => making.mutate(body)}
      />
    </Page>
  );
}
