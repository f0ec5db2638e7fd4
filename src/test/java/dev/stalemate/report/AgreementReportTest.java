package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Comparison;
import dev.stalemate.decide.Comparison.Answer;
import dev.stalemate.decide.Comparisons;
import dev.stalemate.model.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgreementReportTest {
    private static final Answer HOLDS = new Answer(Verdict.HOLDS, 1000, 0.5);
    private static final Answer VIOLATED = new Answer(Verdict.VIOLATED, 100, 2);

    private static AgreementReport of(
            Answer search, Answer jpf, @Nullable Answer code, String trouble, boolean differs) {
        Comparison row = new Comparison(
                "K15",
                "zap-list/sketch",
                "leaves-zapped",
                "vcpus=2",
                search,
                jpf,
                new Comparison.Code(code, ""),
                trouble,
                differs);
        return new AgreementReport(new Comparisons(ImmutableList.of(row), ImmutableList.of()));
    }

    @Test
    void judgesThatAgreeAreComplete() {
        AgreementReport report = of(HOLDS, HOLDS, null, "", false);

        assertThat(report.comparisons().differs()).isFalse();
        assertThat(report.comparisons().isComplete()).isTrue();
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("1 question, 0 of them also of code: no difference.")
                .contains("the search 2,000, Java PathFinder 2,000");
    }

    @Test
    void aDifferenceIsReportedWithItsScope() {
        AgreementReport report = of(HOLDS, VIOLATED, null, "the search says holds, Java PathFinder violated", true);

        assertThat(report.comparisons().differs()).isTrue();
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("K15 at vcpus=2: the search says holds, Java PathFinder violated")
                .contains("1 different.");
        assertThat(report.json().path("different").asInt()).isEqualTo(1);
    }

    @Test
    void noAnswerIsNoDifferenceAndNotComplete() {
        AgreementReport report = of(HOLDS, new Answer(Verdict.UNDECIDED, 0, 9), null, "took too long", false);

        assertThat(report.comparisons().differs()).isFalse();
        assertThat(report.comparisons().isComplete()).isFalse();
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
