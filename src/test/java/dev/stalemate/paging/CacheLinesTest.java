package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.CacheDraft.Checks;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A cache line a frame: each access does what SDM 11.3 says of its type. */
class CacheLinesTest {
    private static final int OLD = 0;
    private static final int NEW = 1;
    private static final int NEWEST = 2;
    private static final Index CPU = Index.of("cpu", 2);
    private static final Index FRAME = Index.of("mfn", 2);
    private static final Index ALIAS = Index.of("c-bit", 2);

    private Layout layout = new Layout.Builder().build();
    private CacheLines lines = declared(draft -> draft);
    private long[] s = layout.blank();

    private CacheLines declared(UnaryOperator<CacheDraft> with) {
        Layout.Builder b = new Layout.Builder();
        lines = with.apply(CacheLines.of(CPU, FRAME, 3, v -> "v" + v)).declare(b);
        layout = b.build();
        s = layout.blank();
        return lines;
    }

    @Test
    void aWriteOfTypeWbStaysInTheCacheOfItsCpuUntilItIsWrittenBack() {
        lines.store(s, 0, 1, MemType.WB, NEW);
        assertThat(layout.describe(s))
                .containsEntry("cache[0][1]", "v1, dirty")
                .containsEntry("cache[1][1]", "none")
                .containsEntry("cache[0][0]", "none")
                .containsEntry("ram[1]", "v0");
        assertThat(lines.isDirtyAnywhere(s, 1)).isTrue();
        assertThat(lines.deviceReads(s, 1, false)).isEqualTo(OLD);
        assertThat(lines.deviceReads(s, 1, true)).isEqualTo(NEW);
        lines.writeBack(s, 0, 1);
        assertThat(lines.isDirtyAnywhere(s, 1)).isFalse();
        assertThat(lines.data(s, 0, 1)).isEqualTo(NEW);
        assertThat(lines.deviceReads(s, 1, false)).isEqualTo(NEW);
    }

    @Test
    void aWriteOfTypeWbTakesTheLineFromOtherCpus() {
        lines.store(s, 0, 0, MemType.WB, NEW);
        lines.store(s, 1, 0, MemType.WB, NEWEST);
        assertThat(lines.has(s, 0, 0)).isFalse();
        assertThat(lines.load(s, 0, 0, MemType.WB)).isEqualTo(NEWEST);
        assertThat(lines.isDirty(s, 1, 0)).isTrue();
        assertThat(lines.isDirty(s, 0, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"WT", "WP", "WB"})
    void aCachedReadFindsOldDataAfterADeviceHasWrittenWithoutSnooping(MemType type) {
        lines.load(s, 0, 0, type);
        lines.deviceWrites(s, 0, false, NEW);
        assertThat(lines.load(s, 0, 0, type)).isEqualTo(OLD);
        assertThat(lines.load(s, 1, 0, type)).as("from the other CPU's cache").isEqualTo(OLD);
        lines.deviceWrites(s, 0, true, NEWEST);
        assertThat(lines.load(s, 0, 0, type)).isEqualTo(NEWEST);
    }

    @ParameterizedTest
    @EnumSource(names = {"UC", "UC_MINUS", "WC"})
    void aReadAroundTheCacheLeavesNoLine(MemType type) {
        assertThat(lines.load(s, 0, 0, type)).isEqualTo(OLD);
        assertThat(lines.has(s, 0, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WB")
    void aWriteOfAnyOtherTypeIsInRamAtOnce(MemType type) {
        lines.store(s, 0, 0, type, NEW);
        assertThat(lines.ram(s, 0)).isEqualTo(NEW);
        assertThat(lines.has(s, 0, 0)).isFalse();
        assertThat(lines.ram(s, 1)).isEqualTo(OLD);
    }

    @Test
    void aWriteOfTypeWtUpdatesItsLineAndInvalidatesThoseOfOthers() {
        lines.load(s, 0, 0, MemType.WT);
        lines.load(s, 1, 0, MemType.WT);
        lines.store(s, 0, 0, MemType.WT, NEW);
        assertThat(lines.data(s, 0, 0)).isEqualTo(NEW);
        assertThat(lines.isDirty(s, 0, 0)).isFalse();
        assertThat(lines.has(s, 1, 0)).isFalse();
    }

    @Test
    void aWriteOfTypeWpInvalidatesTheLineOnAllCpus() {
        lines.load(s, 0, 0, MemType.WP);
        lines.load(s, 1, 0, MemType.WP);
        lines.store(s, 0, 0, MemType.WP, NEW);
        assertThat(lines.has(s, 0, 0)).isFalse();
        assertThat(lines.has(s, 1, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(MemType.class)
    void memoryThatIgnoresWritesIsReadBackRightOnceTheLineIsGone(MemType type) {
        declared(CacheDraft::ignoringWrites);
        lines.store(s, 0, 0, type, NEW);
        lines.evict(s, 0, 0);
        assertThat(lines.load(s, 0, 0, type)).isEqualTo(OLD);
        assertThat(lines.ram(s, 0)).isEqualTo(OLD);
    }

    /** What can go wrong with data, as the table of hazards says it, is what the piece lets go wrong. */
    @ParameterizedTest
    @EnumSource(MemType.class)
    void whatGoesWrongWithAnAccessIsWhatTheTableOfHazardsSays(MemType type) {
        Hazards hazards = Hazards.of(type, MemType.UC);
        declared(draft -> draft.buffered(true));
        lines.store(s, 0, 0, type, NEW);
        boolean waits = lines.isBuffered(s, 0, 0);
        assertThat(waits).isEqualTo(hazards.has(Hazard.WEAK_ORDER));
        assertThat(lines.ram(s, 0) == OLD && !waits).isEqualTo(hazards.has(Hazard.STALE_MEMORY));

        s = layout.blank();
        lines.load(s, 0, 0, type);
        lines.deviceWrites(s, 0, false, NEW);
        assertThat(lines.load(s, 0, 0, type) == OLD).isEqualTo(hazards.has(Hazard.STALE_READ));

        declared(CacheDraft::ignoringWrites);
        lines.load(s, 0, 0, type);
        lines.store(s, 0, 0, type, NEW);
        assertThat(lines.load(s, 0, 0, type) == NEW).isEqualTo(hazards.has(Hazard.KEPT_WRITE));
    }

    @Test
    void aWriteOfTypeWcWaitsInABufferThatOnlyItsCpuReads() {
        declared(draft -> draft.buffered(true));
        lines.store(s, 0, 0, MemType.WC, NEW);
        lines.store(s, 0, 0, MemType.WC, NEWEST);
        assertThat(lines.ram(s, 0)).isEqualTo(OLD);
        assertThat(lines.load(s, 1, 0, MemType.WC)).isEqualTo(OLD);
        assertThat(lines.deviceReads(s, 0, true)).as("buffers aren't snooped").isEqualTo(OLD);
        assertThat(lines.wouldLoad(s, 0, 0, MemType.WC)).isEqualTo(NEWEST);
        assertThat(lines.wouldLoad(s, 0, 0, MemType.WB)).isEqualTo(OLD);
        assertThat(lines.isBuffered(s, 0, 0)).isTrue();
        assertThat(lines.load(s, 0, 0, MemType.WC)).isEqualTo(NEWEST);
        assertThat(lines.isBuffered(s, 0, 0)).isFalse();
        assertThat(lines.ram(s, 0)).isEqualTo(NEWEST);
    }

    @Test
    void aUcAccessDrainsAllBuffersOfItsCpuAndAWcAccessItsOwn() {
        declared(draft -> draft.buffered(true));
        lines.store(s, 0, 0, MemType.WC, NEW);
        lines.store(s, 1, 0, MemType.WC, NEWEST);
        lines.load(s, 0, 1, MemType.WC);
        assertThat(lines.isBuffered(s, 0, 0)).isTrue();
        lines.store(s, 0, 1, MemType.UC, NEW);
        assertThat(lines.isBuffered(s, 0, 0)).isFalse();
        assertThat(lines.isBuffered(s, 1, 0)).isTrue();
        lines.fence(s, 1);
        assertThat(lines.ram(s, 0)).isEqualTo(NEWEST);
    }

    @ParameterizedTest
    @EnumSource(Checks.class)
    void anAccessAroundTheCachesFindsWhatTheyHaveOnlyIfItLooks(Checks checks) {
        for (MemType type : new MemType[] {MemType.UC, MemType.UC_MINUS, MemType.WC}) {
            boolean looks = checks == Checks.UC_AND_WC || (checks == Checks.UC && type != MemType.WC);
            declared(draft -> draft.checking(checks));
            lines.store(s, 1, 0, MemType.WB, NEW);
            assertThat(lines.wouldLoad(s, 0, 0, type)).isEqualTo(looks ? NEW : OLD);
            assertThat(lines.load(s, 0, 0, type)).isEqualTo(looks ? NEW : OLD);
            assertThat(lines.has(s, 1, 0)).isEqualTo(!looks);
            lines.fill(s, 1, 0);
            lines.store(s, 0, 0, type, NEWEST);
            assertThat(lines.load(s, 1, 0, MemType.WB)).isEqualTo(looks ? NEWEST : NEW);
        }
    }

    @Test
    void aDirtyLineThatIsWrittenBackLateOverwritesWhatWasWrittenAroundIt() {
        lines.store(s, 0, 0, MemType.WB, NEW);
        lines.deviceWrites(s, 0, false, NEWEST);
        lines.evict(s, 0, 0);
        assertThat(lines.ram(s, 0)).isEqualTo(NEW);
        assertThat(lines.has(s, 0, 0)).isFalse();
    }

    @Test
    void wbinvdIsAboutTheCacheOfOneCpu() {
        lines.store(s, 0, 0, MemType.WB, NEW);
        lines.store(s, 1, 1, MemType.WB, NEW);
        lines.flushAll(s, 1);
        assertThat(lines.ram(s, 0)).isEqualTo(OLD);
        assertThat(lines.isDirty(s, 0, 0)).isTrue();
        assertThat(lines.ram(s, 1)).isEqualTo(NEW);
        assertThat(lines.has(s, 1, 1)).isFalse();
        lines.writeBackAll(s, 0);
        assertThat(lines.ram(s, 0)).isEqualTo(NEW);
        assertThat(lines.has(s, 0, 0)).isTrue();
    }

    /** WBNOINVD is ordered: what its CPU has begun before is done. */
    @Test
    void whatWaitsIsDoneBeforeAllIsWrittenBack() {
        declared(draft -> draft.buffered(true));
        lines.store(s, 0, 1, MemType.WC, NEW);
        lines.writeBackAll(s, 0);
        assertThat(lines.isBuffered(s, 0, 1)).isFalse();
        assertThat(lines.ram(s, 1)).isEqualTo(NEW);
    }

    @Test
    void aFlushOfALineIsAboutTheCachesOfAllCpus() {
        lines.store(s, 0, 0, MemType.WB, NEW);
        lines.store(s, 1, 1, MemType.WB, NEW);
        lines.flush(s, 0);
        assertThat(lines.ram(s, 0)).isEqualTo(NEW);
        assertThat(lines.has(s, 0, 0)).isFalse();
        assertThat(lines.isDirty(s, 1, 1)).isTrue();
        lines.clean(s, 1);
        assertThat(lines.has(s, 1, 1)).isTrue();
        assertThat(lines.ram(s, 1)).isEqualTo(NEW);
    }

    @Test
    void whatIsInvalidatedIsLost() {
        lines.store(s, 0, 0, MemType.WB, NEW);
        lines.store(s, 1, 1, MemType.WB, NEW);
        lines.invalidate(s, 0);
        assertThat(lines.load(s, 0, 0, MemType.WB)).isEqualTo(OLD);
        lines.invalidateAll(s, 1);
        assertThat(lines.load(s, 0, 1, MemType.WB)).isEqualTo(OLD);
    }

    @Test
    void aFlushThatWasBegunHappensAtTheFenceAtTheLatest() {
        declared(draft -> draft.lateFlushes(true));
        lines.load(s, 0, 0, MemType.WB);
        lines.deviceWrites(s, 0, false, NEW);
        lines.beginFlush(s, 0, 0);
        assertThat(lines.load(s, 0, 0, MemType.WB)).isEqualTo(OLD);
        lines.fence(s, 1);
        assertThat(lines.isFlushing(s, 0, 0)).isTrue();
        lines.fence(s, 0);
        assertThat(lines.load(s, 0, 0, MemType.WB)).isEqualTo(NEW);
        lines.endFlush(s, 0, 0);
        assertThat(lines.has(s, 0, 0)).as("it happens once").isTrue();
    }

    @Test
    void aliasesAreOtherLinesOfTheSameMemory() {
        declared(draft -> draft.aliases(ALIAS, false));
        int encrypted = lines.line(1, 0);
        lines.store(s, 0, encrypted, MemType.WB, NEW);
        assertThat(layout.describe(s)).containsEntry("cache[0][1][0]", "v1, dirty");
        lines.store(s, 0, 0, MemType.WB, NEWEST);
        lines.flush(s, 0);
        assertThat(lines.ram(s, 0)).isEqualTo(NEWEST);
        assertThat(lines.isDirtyAnywhere(s, 0)).isTrue();
        lines.evict(s, 0, encrypted);
        assertThat(lines.load(s, 1, 0, MemType.WB)).isEqualTo(NEW);
    }

    @Test
    void coherentAliasesAreCoherentForCpusAlone() {
        declared(draft -> draft.aliases(ALIAS, true));
        int encrypted = lines.line(1, 0);
        lines.store(s, 0, encrypted, MemType.WB, NEW);
        assertThat(lines.deviceReads(s, 0, true)).isEqualTo(OLD);
        assertThat(lines.deviceReads(s, encrypted, true)).isEqualTo(NEW);
        assertThat(lines.wouldLoad(s, 1, 0, MemType.WB)).isEqualTo(NEW);
        lines.store(s, 1, 0, MemType.WB, NEWEST);
        assertThat(lines.has(s, 0, encrypted)).isFalse();
        assertThat(lines.has(s, 1, lines.line(1, 1))).isFalse();
        lines.flush(s, encrypted);
        assertThat(lines.ram(s, 0)).isEqualTo(NEWEST);
    }

    /** Each step of a cache or a buffer is of a CPU, an alias and a frame, and is possible where it changes something. */
    @Test
    void whatCachesAndBuffersDoByThemselvesIsDoneToOneLine() {
        declared(draft -> draft.aliases(ALIAS, false).buffered(true).lateFlushes(true));
        CacheActions actions = lines.actions();
        int line = lines.line(1, 0);
        takes(actions.fills((s, c, l) -> c == 1 && l == line), () -> lines.has(s, 1, line));
        takes(actions.evictions(), () -> !lines.has(s, 1, line));
        lines.store(s, 1, line, MemType.WB, NEW);
        takes(actions.writeBacks(), () -> !lines.isDirty(s, 1, line) && lines.has(s, 1, line));
        lines.beginFlush(s, 1, line);
        takes(actions.lateFlushes(), () -> !lines.has(s, 1, line));
        lines.store(s, 1, line, MemType.WC, NEWEST);
        takes(actions.drains(), () -> lines.ram(s, 0) == NEWEST);
    }

    /** The only step that is possible is of CPU 1, alias 1 and frame 0; it makes something true, and is not possible any more. */
    private void takes(Action action, BooleanSupplier isDone) {
        long[] args = {1, 1, 0};
        assertThat(action.combinations().stream().filter(each -> action.guard().test(s, each)))
                .containsExactly(args);
        assertThat(isDone.getAsBoolean()).isFalse();
        action.effect().apply(s, args);
        assertThat(isDone.getAsBoolean()).isTrue();
        assertThat(action.guard().test(s, args)).isFalse();
    }

    @Test
    void withoutThePieceNothingTakesBitsAndNothingHappens() {
        Layout.Builder b = new Layout.Builder();
        lines = CacheLines.of(CPU, FRAME, 3, v -> "v" + v)
                .buffered(true)
                .lateFlushes(true)
                .declare(b, false);
        layout = b.build();
        s = layout.blank();
        for (MemType type : MemType.values()) {
            lines.store(s, 0, 0, type, NEW);
            assertThat(lines.load(s, 0, 0, type)).isZero();
        }
        lines.beginFlush(s, 0, 0);
        lines.deviceWrites(s, 0, false, NEW);
        lines.flushAll(s, 0);
        assertThat(layout.bits()).isZero();
        assertThat(s).isEqualTo(layout.blank());
    }
}
