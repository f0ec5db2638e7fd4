package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the host has behind the guest's memory, and what its notifier zaps. */
class HostMemoryTest {
    private static final long LARGE = HostMemory.LARGE;

    private final List<String> zaps = new ArrayList<>();
    private final HostMemory small = memory(false);
    private final HostMemory large = memory(true);

    private HostMemory memory(boolean huge) {
        return new HostMemory(
                huge, (slot, offset, bytes) -> zaps.add(Long.toHexString(offset) + "+" + Long.toHexString(bytes)));
    }

    @Test
    void aWriteAfterAReadTakesAnotherPage() {
        small.read(0, 0x1000);
        small.write(0, 0x2000);
        assertThat(zaps).isEmpty();
        small.write(0, 0x1000);
        small.write(0, 0x1000);
        small.read(0, 0x1000);
        assertThat(zaps).containsExactly("1000+1000");
    }

    @Test
    void theFirstWriteTakesALargePage() {
        large.write(0, 0x201000);
        assertThat(large.isLarge(0, 0x3ff000)).isTrue();
        assertThat(large.isLarge(0, 0x400000)).isFalse();
        assertThat(small.isLarge(0, 0x201000)).isFalse();
        large.write(0, 0x202000);
        assertThat(zaps).isEmpty();
    }

    @Test
    void aWriteAfterAReadSplitsTheLargePageOfZeros() {
        large.read(0, 0x201000);
        assertThat(large.isLarge(0, 0x201000)).isTrue();
        large.write(0, 0x202000);
        assertThat(large.isLarge(0, 0x201000)).isFalse();
        large.write(0, 0x201000);
        assertThat(zaps).containsExactly("200000+200000", "201000+1000");
    }

    @Test
    void aPartThatIsGivenBackSplitsAndAllOfItDoesNot() {
        large.write(0, 0x200000);
        large.discard(0, 0x201000, 0x1000);
        assertThat(large.isLarge(0, 0x200000)).isFalse();
        assertThat(zaps).containsExactly("200000+200000", "201000+1000");
        large.write(0, 0x200000);
        large.collapse(0, 0x3ff000);
        assertThat(large.isLarge(0, 0x200000)).isTrue();
        large.discard(0, 0x200000, LARGE);
        assertThat(large.isLarge(0, 0x200000)).isFalse();
        large.write(0, 0x200000);
        assertThat(large.isLarge(0, 0x200000)).isTrue();
        assertThat(zaps.subList(2, zaps.size())).containsExactly("200000+200000", "200000+200000");
    }

    @Test
    void slotsAreApart() {
        large.write(0, 0x200000);
        assertThat(large.isLarge(1, 0x200000)).isFalse();
        small.reserve(3, 0);
        assertThat(small.isLarge(3, 0x1000)).isTrue();
    }
}
