package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A frame's data, which a guest and a device that doesn't snoop write and read. */
class FollowedDataTest {
    private final Layout.Builder builder = new Layout.Builder();
    private final FollowedData data = new FollowedData(builder, true, Index.of("gfn", 2));
    private final Layout layout = builder.build();
    private final Law law = data.laws(List.of(
                    Law.always("types", Breaks.COHERENCE, "types are right").holds(s -> true)))
            .get(1);

    private boolean isWrong(long[] s) {
        return law.violatedBy(s);
    }

    /** The device reads what the guest wrote, unless the guest relies on more than its accesses are: for all types. */
    @Test
    void theDeviceReadsOldDataIfTheWriteStaysInTheCache() {
        for (MemType is : MemType.values()) {
            for (MemType reliedOn : MemType.values()) {
                long[] s = layout.blank();
                data.guestWrites(s, 1, is, reliedOn);
                data.deviceReads(s);
                assertThat(isWrong(s))
                        .as("%s for %s", is, reliedOn)
                        .isEqualTo(Hazards.of(is, reliedOn).has(Hazard.STALE_MEMORY));
            }
        }
    }

    /** The guest reads what the device wrote, unless the line of an earlier read is in the way. */
    @Test
    void theGuestReadsOldDataIfALineStays() {
        for (MemType is : MemType.values()) {
            for (MemType reliedOn : MemType.values()) {
                long[] s = layout.blank();
                data.deviceWrites(s, 0);
                data.guestReads(s, is, reliedOn);
                assertThat(isWrong(s)).isFalse();
                data.guestWrites(s, 0, MemType.UC, MemType.UC);
                data.guestReads(s, is, reliedOn);
                data.deviceWrites(s, 0);
                data.guestReads(s, is, reliedOn);
                assertThat(isWrong(s))
                        .as("%s for %s", is, reliedOn)
                        .isEqualTo(Hazards.of(is, reliedOn).has(Hazard.STALE_READ));
            }
        }
    }

    /** Self-snoop: an access around the caches finds what the guest has left there. */
    @Test
    void theGuestFindsItsOwnLineByAccessesAroundTheCaches() {
        for (MemType is : List.of(MemType.UC, MemType.WC)) {
            long[] s = layout.blank();
            data.guestWrites(s, 1, MemType.WB, MemType.UC);
            data.guestReads(s, is, MemType.UC);
            assertThat(isWrong(s)).as("%s", is).isFalse();
        }
    }

    @Test
    void aFlushByTheHypervisorKeepsTheFrame() {
        long[] s = layout.blank();
        data.guestWrites(s, 1, MemType.WB, MemType.UC);
        data.flush(s);
        assertThat(data.follows(s, 1)).isTrue();
        data.deviceReads(s);
        assertThat(isWrong(s)).isFalse();
    }

    @Test
    void oneFrameIsFollowedUntilCachesAreFlushed() {
        Action change = Action.named("change").then((s, a) -> {});
        Action other = Action.named("other").then((s, a) -> {});
        List<Action> all = data.actions(List.of(change, other), List.of(), Set.of("change"));
        long[] s = layout.blank();
        data.guestWrites(s, 1, MemType.WB, MemType.UC);
        assertThat(data.follows(s, 1)).isTrue();
        assertThat(data.mayFollow(s, 0)).isFalse();
        all.get(1).effect().apply(s, new long[0]);
        assertThat(data.follows(s, 1)).isTrue();
        all.get(0).effect().apply(s, new long[0]);
        assertThat(s).isEqualTo(layout.blank());
    }

    @Test
    void nothingHappensAfterAWrongRead() {
        Action other = Action.named("other").then((s, a) -> {});
        List<Action> all = data.actions(List.of(other), List.of(), Set.of());
        long[] s = layout.blank();
        data.guestWrites(s, 1, MemType.WB, MemType.UC);
        assertThat(all.get(0).guard().test(s, new long[0])).isTrue();
        data.deviceReads(s);
        assertThat(all.get(0).guard().test(s, new long[0])).isFalse();
        assertThat(law.explanation().of(s).details())
                .containsExactly(
                        "the device reads old data from gfn 1: the guest has written since",
                        "RAM has what was there at first, and the cache has what the guest wrote, not written back yet");
    }

    @Test
    void oneEntryOfAPatForEachTypeIsUsed() {
        assertThat(FollowedData.isFirstOfItsType(Pat.RESET, 3)).isTrue();
        assertThat(FollowedData.isFirstOfItsType(Pat.RESET, 7)).isFalse();
    }

    @Test
    void aLawAboutDataHasNoOtherBesideIt() {
        assertThat(FollowedData.name("no-stale")).isEqualTo("no-stale-in-data");
        assertThat(FollowedData.name("no-stale-in-data")).isEqualTo("no-stale-in-data");
    }
}
