package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Translations under tags, kept and flushed. */
class TaggedTlbTest {
    private TaggedTlb tlb;
    private Layout layout;
    private long[] s;

    @BeforeEach
    void setUp() {
        Layout.Builder b = new Layout.Builder();
        tlb = new TaggedTlb(b, "iotlb", 3, t -> "mfn " + t, Index.of("id", 2), Index.of("dfn", 3));
        layout = b.build();
        s = layout.blank();
    }

    @Test
    void nothingIsKeptAtFirst() {
        for (int tag = 0; tag < 2; tag++) {
            for (int f = 0; f < 3; f++) {
                assertThat(tlb.has(s, tag, f)).isFalse();
            }
        }
    }

    @Test
    void aTranslationIsKeptUnderItsTagAndNumberAlone() {
        tlb.keep(s, 1, 2, 0);
        assertThat(tlb.has(s, 1, 2)).isTrue();
        assertThat(tlb.target(s, 1, 2)).isZero();
        assertThat(tlb.has(s, 0, 2)).isFalse();
        assertThat(tlb.has(s, 1, 0)).isFalse();
        tlb.keep(s, 1, 2, 2);
        assertThat(tlb.target(s, 1, 2)).isEqualTo(2);
        assertThat(layout.describe(s)).containsEntry("iotlb[1][2]", "mfn 2").containsEntry("iotlb[0][2]", "none");
    }

    @Test
    void aFlushOfANumberLeavesOtherNumbersAndTags() {
        fill();
        tlb.flush(s, 1, 2);
        assertThat(tlb.has(s, 1, 2)).isFalse();
        assertThat(tlb.has(s, 1, 1)).isTrue();
        assertThat(tlb.has(s, 0, 2)).isTrue();
    }

    @Test
    void aFlushOfATagLeavesTheOthers() {
        fill();
        tlb.flush(s, 0);
        for (int f = 0; f < 3; f++) {
            assertThat(tlb.has(s, 0, f)).isFalse();
            assertThat(tlb.target(s, 1, f)).isEqualTo(f);
        }
    }

    private void fill() {
        for (int f = 0; f < 3; f++) {
            tlb.keep(s, 0, f, f);
            tlb.keep(s, 1, f, f);
        }
    }
}
