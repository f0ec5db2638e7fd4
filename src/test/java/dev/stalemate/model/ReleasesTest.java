package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which design a release's name stands for. */
class ReleasesTest {
    private static final String COMMIT = "0123456789ab";
    private static final String LATER = "fedcba987654";

    private final Releases releases = new Releases.Table("xen")
            .of("xen-4.17.0")
            .row("4.17.0", "4.17.4", COMMIT, LATER)
            .row("4.18.0", "4.18.2", COMMIT, LATER)
            .of("fixed")
            .row("4.17.5", "4.17.7", LATER, null)
            .row("4.18.3", "4.18.6", LATER, null)
            .row("4.19.0", "4.19.6", LATER, null)
            .of("xen-4.15.2")
            .row("4.14.1", "4.14.6", COMMIT, null)
            .row("4.15.0", "4.15.2", COMMIT, LATER)
            .of("xen-4.19.0-no-quirk")
            .row("4.19.0", "4.19.2", LATER, COMMIT)
            .part("half", "how a device is moved")
            .row("4.16.0", "4.20.1", COMMIT, null)
            .all();

    @Test
    void aReleaseIsTheDesignOfTheRowThatHasIt() {
        assertThat(releases.design("xen-4.17.0")).isEqualTo("xen-4.17.0");
        assertThat(releases.design("xen-4.17.4")).isEqualTo("xen-4.17.0");
        assertThat(releases.design("xen-4.17.5")).isEqualTo("fixed");
        assertThat(releases.design("xen-4.18.2")).isEqualTo("xen-4.17.0");
        assertThat(releases.design("xen-4.18.6")).isEqualTo("fixed");
        assertThat(releases.design("xen-4.19.1-no-quirk")).isEqualTo("xen-4.19.0-no-quirk");
    }

    @Test
    void aSeriesStandsForItsOnlyDesign() {
        assertThat(releases.design("xen-4.19")).isEqualTo("fixed");
        assertThatThrownBy(() -> releases.design("xen-4.18"))
                .hasMessage(
                        "xen-4.18 has had several designs: 4.18.0 to 4.18.2 (xen-4.17.0), 4.18.3 to 4.18.6 (fixed)");
    }

    @Test
    void aSeriesOfWhichSomeReleasesWereNotComparedIsRefused() {
        assertThatThrownBy(() -> releases.design("xen-4.15"))
                .hasMessage(
                        "no design was compared with all of xen-4.15; of its series there are 4.15.0 to 4.15.2 (xen-4.15.2)");
        assertThatThrownBy(() -> releases.design("xen-4.14"))
                .hasMessage(
                        "no design was compared with all of xen-4.14; of its series there are 4.14.1 to 4.14.6 (xen-4.15.2)");
    }

    @Test
    void aReleaseBetweenOrBeyondTheRowsIsRefused() {
        assertThatThrownBy(() -> releases.design("xen-4.18.7"))
                .hasMessage("no design was compared with xen-4.18.7; of its series there are"
                        + " 4.18.0 to 4.18.2 (xen-4.17.0), 4.18.3 to 4.18.6 (fixed)");
        for (String none : List.of("xen-4.16.0", "xen-4.20", "xen-4.17.0-rc1", "xen-4.19.3-no-quirk", "xen-4.19.0-x")) {
            assertThatThrownBy(() -> releases.design(none))
                    .as(none)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("no design was compared with " + none);
        }
    }

    @Test
    void otherNamesAreNoReleases() {
        for (String other : List.of("fixed", "half", "linux-6.1", "xen", "xen-4", "xen-4.x", "xen-4.19.0.1")) {
            assertThat(releases.design(other)).as(other).isNull();
        }
    }

    @Test
    void aRowIsOfReleasesInOrderAndOfCommits() {
        Releases.Table table = new Releases.Table("xen").of("a");
        assertThatThrownBy(() -> table.row("4.17.1", "4.17.0", COMMIT, null)).hasMessageContaining("in order");
        assertThatThrownBy(() -> table.row("4.17", "4.17.1", COMMIT, null)).hasMessageContaining("in order");
        assertThatThrownBy(() -> table.row("4.17.0", "4.17.1", "a fix", null)).hasMessageContaining("not commits");
        assertThatThrownBy(() -> table.row("4.17.0", "4.17.1", COMMIT, "HEAD")).hasMessageContaining("not commits");
    }

    @Test
    void aSeriesThatNeverWasIsRefused() {
        Releases linux = new Releases.Table("linux")
                .of("old")
                .row("4.9.0", "5.9.16", COMMIT, null)
                .all();
        assertThat(linux.design("linux-4.20")).isEqualTo("old");
        assertThat(linux.design("linux-5.0")).isEqualTo("old");
        for (String never : List.of("linux-4.21", "linux-4.99.1", "linux-4.21-rc1")) {
            assertThatThrownBy(() -> linux.design(never)).as(never).hasMessageContaining("after 4.20 came 5.0");
        }
    }

    @Test
    void candidatesComeBeforeTheirRelease() {
        assertThat(List.of("6.10.14", "6.11-rc1", "6.11-rc7", "6.11.0", "6.11.1", "6.12.0").stream()
                        .map(Version::of))
                .isSorted();
        assertThat(Version.of("6.11")).isNotEqualTo(Version.of("6.11.0")).isEqualByComparingTo(Version.of("6.11.0"));
        assertThat(List.of("4.17", "4.17.5", "7.1.0-rc2").stream()
                        .map(v -> Version.of(v).toString()))
                .containsExactly("4.17", "4.17.5", "7.1.0-rc2");
        for (String none : List.of("", "4", "4.", "4.17.", "v4.17", "4.17.0-rc", "99999.1", "4.17.0.1", "-4.1")) {
            assertThatThrownBy(() -> Version.of(none)).as(none).hasMessageContaining("is not a version");
        }
    }
}
