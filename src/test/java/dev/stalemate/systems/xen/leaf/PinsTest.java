package dev.stalemate.systems.xen.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import org.junit.jupiter.api.Test;

/** Ranges that are pinned, and what is refused (hvm_set_mem_pinned_cacheattr()). */
class PinsTest {
    private final Pins pins = new Pins(46, 64, type -> type != MemType.WC);

    @Test
    void aRangeThatOverlapsOneThatIsPinnedIsBusyFromEitherSide() {
        assertThat(pin(0x10, 0x1F, MemType.UC)).isEqualTo(Answer.PINNED);
        assertThat(pin(0x0, 0x10, MemType.UC)).isEqualTo(Answer.BUSY);
        assertThat(pin(0x1F, 0x2F, MemType.UC)).isEqualTo(Answer.BUSY);
        assertThat(pin(0x11, 0x1E, MemType.UC)).isEqualTo(Answer.BUSY);
        assertThat(pin(0x0, 0xF, MemType.UC)).isEqualTo(Answer.PINNED);
        assertThat(pin(0x20, 0x2F, MemType.UC)).isEqualTo(Answer.PINNED);
    }

    @Test
    void theSameRangeGetsAnotherType() {
        pin(0x10, 0x1F, MemType.UC);
        assertThat(pin(0x10, 0x1F, MemType.WT)).isEqualTo(Answer.PINNED_AGAIN);
        assertThat(pins.exactly(0x10, 0x1F)).isEqualTo(MemType.WT);
        assertThat(pins.exactly(0x10, 0x1E)).isNull();
    }

    @Test
    void exactlyOneRangeIsUnpinned() {
        pin(0x10, 0x1F, MemType.UC);
        assertThat(pins.set(0x10, 0x1E, Pins.DELETE)).isEqualTo(Answer.NO_SUCH_RANGE);
        assertThat(pins.set(0x10, 0x1F, Pins.DELETE)).isEqualTo(Answer.UNPINNED);
        assertThat(pins.type(0x10, 0)).isEqualTo(Mapping.NOT_PINNED);
    }

    @Test
    void thereIsRoomForSixtyFour() {
        for (int n = 0; n < 64; n++) {
            assertThat(pin(n, n, MemType.UC)).isEqualTo(Answer.PINNED);
        }
        assertThat(pin(64, 64, MemType.UC)).isEqualTo(Answer.NO_SPACE);
        assertThat(pin(63, 63, MemType.WT)).isEqualTo(Answer.PINNED_AGAIN);
    }

    @Test
    void aBlockIsPinnedInPartWhicheverOfItsFramesThePinHas() {
        pin(0x201, 0x3FE, MemType.UC);
        assertThat(pins.type(0x200, 9)).isEqualTo(Mapping.PARTLY_PINNED);
        pins.set(0x201, 0x3FE, Pins.DELETE);
        for (long only : new long[] {0x200, 0x3FF}) {
            pin(only, only, MemType.UC);
            assertThat(pins.type(0x200, 9)).as("0x%x", only).isEqualTo(Mapping.PARTLY_PINNED);
            pins.set(only, only, Pins.DELETE);
        }
        pin(0x200, 0x3FF, MemType.WT);
        assertThat(pins.type(0x200, 9)).isEqualTo(MemType.WT.code());
        assertThat(pins.type(0x400, 9)).isEqualTo(Mapping.NOT_PINNED);
    }

    @Test
    void whatIsNoRangeOrNoTypeIsRefused() {
        assertThat(pin(2, 1, MemType.UC)).isEqualTo(Answer.INVALID);
        assertThat(pin(0, 1L << 46, MemType.UC)).isEqualTo(Answer.INVALID);
        assertThat(pins.set(0, 1, 2)).isEqualTo(Answer.INVALID);
        assertThat(pins.set(0, 1, 8)).isEqualTo(Answer.INVALID);
        assertThat(pin(0, 1, MemType.WC)).isEqualTo(Answer.NOT_PERMITTED);
    }

    private Answer pin(long first, long last, MemType type) {
        return pins.set(first, last, type.code());
    }
}
