package dev.stalemate.style;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules, on this checkout. */
class StyleTest {
    private static final Checkout HERE = Checkout.here();
    private static final List<Unit> UNITS = Unit.of(HERE);

    @Test
    void linesAreNotTooLong() {
        holds(LineRules.columns(HERE), but("""
                BadDesignTest.java CheckpointDirectory.java ComplaintReader.java CorebootTest.java Ept.java EventMutants.java
                ExplorerTest.java FlushClaims.java FlushDesigns.java GrantClaims.java GrantDesign.java GuestTlbClaims.java
                GuestTlbDesigns.java GuestTlbTest.java IommuHistory.java IoreqClaims.java IoreqDesigns.java IoreqHistory.java
                IotlbClaims.java IotlbDesigns.java KvmClaims.java KvmCopyClaims.java KvmExplanationsTest.java
                KvmMmuClaims.java KvmMmuTest.java KvmRangeClaims.java KvmScopeTest.java KvmSystem.java LevelFormat.java
                NestedClaims.java PfnCacheClaims.java PfnCacheTest.java README.md RdmsrCommand.java RecordingsTest.java
                VariableSection.java XenHistory.java amd-iommu.md claims.js explore.js explorer.md findings.md historic.md
                java-pathfinder.md map.js nested-ept.md outside.md page.css performance.md pom.xml real-machines.md real.css
                report.js run.js timeline.js trace.js xen-ept.md
                """));
    }

    @Test
    void filesAreNotTooLong() {
        holds(LineRules.length(HERE));
    }

    @Test
    void methodsAreNotTooLong() {
        holds(JavaRules.methods(UNITS), but("""
                HostileTextTest.java IommuClaims.java IommuReuseClaims.java IoreqClaims.java KvmClaims.java KvmFields.java
                KvmRangeClaims.java UsageTest.java XenClaims.java XenLaws.java ZapListClaims.java
                """));
    }

    @Test
    void thereIsNoSpaceThatNobodySees() {
        holds(LineRules.space(HERE));
    }

    @Test
    void wordsAreTheUsualOnes() {
        holds(LineRules.words(HERE), but("""
                Accesses.java Asked.java Blame.java BlamedCounterexamplesTest.java Causes.java CheckCommand.java
                CheckResult.java CheckpointDirectory.java CodeRun.java Difference.java Disk.java Doubt.java
                DriveCommandTest.java ElementKeys.java Endings.java Ept.java ExitCode.java FieldRecord.java FlushActions.java
                FlushClaims.java GuestTlbActions.java IommuHistory.java IoreqClaims.java IoreqDesigns.java IoreqHistory.java
                IoreqHypercalls.java IoreqServers.java KnownDesign.java KvmMachine.java KvmMmuClaims.java KvmTrace.java
                KvmVersion.java Library.java LongTable.java Mending.java NptType.java PfnCacheClaims.java README.md
                RecordCommand.java RecordCommandTest.java Refutation.java ReportPageTest.java SavedSearch.java TextFile.java
                Touch.java TraceFormatsTest.java TraceJson.java TraceLine.java TracePage.java TraceRow.java VariableRange.java
                Watch.java XenClaims.java XenHistory.java XenReplay.java XenViews.java ZapListDesigns.java ZapListProgram.java
                amd-iommu.md explorer.md field-record.md historic.md ioreq-mapcache.md xen-ept.md zap-list.md
                """));
    }

    @Test
    void classesAreImported() {
        holds(JavaRules.qualifiedNames(UNITS), but("""
                Agents.java BadDesignTest.java CostTest.java KilledTest.java ShrinkerProperties.java Stalemate.java
                SteppedModelTest.java SuggestionTest.java TraceFormatsTest.java
                """));
    }

    @Test
    void methodsAreNamedInCamelCase() {
        holds(JavaRules.methodNames(UNITS));
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        holds(HouseRules.packages(HERE));
    }

    @Test
    void noTwoClassesHaveTheSameName() {
        holds(HouseRules.doubleNames(HERE), but("""
                Cause.java Causes.java Cell.java Choices.java ChosenDesign.java Comparison.java Ept.java Finding.java
                Findings.java Machine.java Names.java Program.java Recording.java Version.java
                """));
    }

    @Test
    void everyClassIsUsed() {
        holds(HouseRules.deadClasses(HERE, UNITS));
    }

    @Test
    void everyFileIsNamedByAnother() {
        holds(FileRules.deadFiles(HERE));
    }

    @Test
    void everyLinkLeadsToAFile() {
        holds(FileRules.links(HERE));
    }

    /** No offence, but for those in files that are listed by name; and none is listed in vain. */
    private static void holds(List<Offence> offences, Set<String> listed) {
        Set<String> unneeded = new TreeSet<>(listed);
        offences.forEach(offence -> unneeded.remove(offence.file().name()));

        assertThat(offences.stream()
                        .filter(offence -> !listed.contains(offence.file().name()))
                        .map(offence -> "\n" + offence))
                .isEmpty();
        assertThat(unneeded).as("exceptions that are not needed any more").isEmpty();
    }

    private static void holds(List<Offence> offences) {
        holds(offences, Set.of());
    }

    private static Set<String> but(String names) {
        return Set.copyOf(
                Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(names));
    }
}
