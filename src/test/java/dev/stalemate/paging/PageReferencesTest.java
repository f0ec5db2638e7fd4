package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Layout;
import org.junit.jupiter.api.Test;

/** A frame is free when the last one lets go of it. */
class PageReferencesTest {
    private final Layout.Builder b = new Layout.Builder();
    private final MachineFrames frames = new MachineFrames(b, true, 2);

    @Test
    void aFrameThatTheGuestAloneHoldsIsFreedAsItLetsGo() {
        PageReferences references = new PageReferences(b, true, frames, 2);
        long[] s = allocated(references);
        references.drop(s, 0);
        assertThat(frames.owner(s, 0)).isEqualTo(Owner.FREE);
        assertThat(frames.owner(s, 1)).isEqualTo(Owner.GUEST);
    }

    @Test
    void aFrameThatSomebodyHoldsOutlivesTheGuestsReference() {
        PageReferences references = new PageReferences(b, true, frames, 2);
        long[] s = allocated(references);
        references.take(s, 1);
        references.take(s, 1);
        references.drop(s, 1);
        references.drop(s, 1);
        assertThat(frames.owner(s, 1)).isEqualTo(Owner.GUEST);
        references.drop(s, 1);
        assertThat(frames.owner(s, 1)).isEqualTo(Owner.FREE);
    }

    @Test
    void aFreedFrameCanBeAllocatedAgain() {
        PageReferences references = new PageReferences(b, true, frames, 1);
        long[] s = allocated(references);
        references.drop(s, 0);
        references.allocate(s, 0);
        references.take(s, 0);
        references.drop(s, 0);
        assertThat(frames.owner(s, 0)).isEqualTo(Owner.GUEST);
    }

    @Test
    void whereNobodyElseEverHoldsAFrameNothingIsCounted() {
        PageReferences references = new PageReferences(b, false, frames, 2);
        int bits = b.build().bits();
        long[] s = allocated(references);
        references.drop(s, 0);
        assertThat(frames.owner(s, 0)).isEqualTo(Owner.FREE);
        assertThat(bits).as("the owners' alone").isEqualTo(2 * 2);
    }

    private long[] allocated(PageReferences references) {
        long[] s = b.build().blank();
        references.allocate(s, 0);
        references.allocate(s, 1);
        return s;
    }
}
