package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.Test;

/** Each CPU has a log of its own. */
class PageModificationLogTest {
    private final Layout.Builder b = new Layout.Builder();
    private final PageModificationLog log = new PageModificationLog(b, true, Index.of("cpu", 2), Index.of("gfn", 2));
    private final long[] s = b.build().blank();

    @Test
    void aLogHasWhatItsCpuHasLogged() {
        log.log(s, 1, 0);
        assertThat(log.has(s, 1, 0)).isTrue();
        assertThat(log.has(s, 1, 1)).isFalse();
        assertThat(log.has(s, 0, 0)).isFalse();
        assertThat(log.isEmpty(s, 0)).isTrue();
        assertThat(log.isEmpty(s, 1)).isFalse();
        assertThat(log.isEmpty(s)).isFalse();
    }

    @Test
    void oneCpusLogIsEmptiedAndNotTheOthers() {
        log.log(s, 0, 1);
        log.log(s, 1, 0);
        log.log(s, 1, 1);
        log.empty(s, 1);
        assertThat(log.isEmpty(s, 1)).isTrue();
        assertThat(log.has(s, 0, 1)).isTrue();
        log.empty(s, 0);
        assertThat(log.isEmpty(s)).isTrue();
    }

    @Test
    void withoutPmlItTakesNoBits() {
        Layout.Builder other = new Layout.Builder();
        PageModificationLog none = new PageModificationLog(other, false, Index.of("cpu", 2), Index.of("gfn", 2));
        Layout empty = other.build();
        assertThat(empty.bits()).isZero();
        assertThat(none.isEmpty(empty.blank())).isTrue();
    }
}
