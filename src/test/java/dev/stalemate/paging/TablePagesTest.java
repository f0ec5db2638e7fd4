package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Table pages in the pool and out of it, and the pointers that CPUs keep to them. */
class TablePagesTest {
    private TablePages pages;
    private StructureCache cache;
    private Layout layout;
    private long[] s;

    @BeforeEach
    void setUp() {
        Layout.Builder b = new Layout.Builder();
        pages = new TablePages(b, true, 2);
        cache = new StructureCache(b, "pointer", true, Index.of("cpu", 2), pages.index());
        layout = b.build();
        s = layout.blank();
    }

    @Test
    void aPageIsATableThenInThePoolThenSomethingElse() {
        Action reused = pages.reused();
        assertThat(pages.isTable(s, 1)).isTrue();
        assertThat(reused.guard().test(s, new long[] {1})).isFalse();
        pages.free(s, 1);
        assertThat(pages.isTable(s, 1)).isFalse();
        assertThat(pages.isTable(s, 0)).isTrue();
        assertThat(pages.text(s, 1)).isEqualTo("in the pool");
        assertThat(reused.guard().test(s, new long[] {1})).isTrue();
        reused.effect().apply(s, new long[] {1});
        assertThat(pages.text(s, 1)).isEqualTo("something else");
        assertThat(reused.guard().test(s, new long[] {1})).isFalse();
    }

    @Test
    void aPointerIsKeptUntilItsCpuIsFlushedWhateverThePageIs() {
        cache.keep(s, 0, 1);
        cache.keep(s, 1, 1);
        pages.free(s, 1);
        assertThat(cache.has(s, 0, 1)).isTrue();
        assertThat(cache.has(s, 0, 0)).isFalse();
        cache.flush(s, 0);
        assertThat(cache.has(s, 0, 1)).isFalse();
        assertThat(cache.has(s, 1, 1)).isTrue();
        assertThat(layout.describe(s)).containsEntry("pointer[1][1]", "kept");
    }

    @Test
    void aCacheThatIsNotThereKeepsNothing() {
        Layout.Builder b = new Layout.Builder();
        StructureCache none = new StructureCache(b, "pointer", false, Index.of("cpu", 2), pages.index());
        long[] blank = b.build().blank();
        none.keep(blank, 1, 1);
        assertThat(none.has(blank, 1, 1)).isFalse();
    }
}
