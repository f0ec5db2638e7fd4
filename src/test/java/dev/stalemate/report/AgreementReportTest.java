package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.AgreementReport.Row;
import dev.stalemate.report.AgreementReport.Side;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgreementReportTest {
    private static final Side HOLDS = new Side(Verdict.HOLDS, 1000, 0.5);
    private static final Side VIOLATED = new Side(Verdict.VIOLATED, 100, 2);

    private static AgreementReport of(Side search, Side jpf, @Nullable Side code, String trouble, boolean differs) {
        Row row = new Row("K15", "zap-list/sketch", "leaves-zapped", "vcpus=2", search, jpf, code, trouble, differs);
        return new AgreementReport(ImmutableList.of(row), ImmutableList.of());
    }

    @Test
    void judgesThatAgreeAreComplete() {
        AgreementReport report = of(HOLDS, HOLDS, null, "", false);

        assertThat(report.differs()).isFalse();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("1 question, 0 of them also of code: no difference.")
                .contains("the search 2,000, Java PathFinder 2,000");
    }

    @Test
    void aDifferenceIsToldWithItsScope() {
        AgreementReport report = of(HOLDS, VIOLATED, null, "the search says holds, Java PathFinder violated", true);

        assertThat(report.differs()).isTrue();
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("K15 at vcpus=2: the search says holds, Java PathFinder violated")
                .contains("1 different.");
        assertThat(report.json().path("different").asInt()).isEqualTo(1);
    }

    @Test
    void noAnswerIsNoDifferenceAndNotComplete() {
        AgreementReport report = of(HOLDS, new Side(Verdict.UNDECIDED, 0, 9), null, "took too long", false);

        assertThat(report.differs()).isFalse();
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void codeHasColumnsOfItsOwn() {
        AgreementReport report = of(VIOLATED, VIOLATED, VIOLATED, "", false);

        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN)).contains("1 question, 1 of them also of code");
        assertThat(report.json()
                        .path("questions")
                        .get(0)
                        .path("code")
                        .path("verdict")
                        .asText())
                .isEqualTo("violated");
    }
}
