package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages as frames of models: each is compared once, and none is alone that depends on others. */
class ChunkTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 14, 15, 16, 17, 40})
    void eachPageIsComparedOnceAndHasItsCompany(int pages) {
        List<Long> all = new ArrayList<>(
                LongStream.range(0, pages).mapToObj(n -> 0x201000 + n * 0x1000).toList());
        all.addAll(List.of(0x0L, 0x80000L, 0x400000L, 0x9000000L));
        for (boolean large : new boolean[] {false, true}) {
            List<Chunk> chunks = Chunk.of(all, large, 0x1000000);
            assertThat(chunks.stream().flatMap(c -> c.pages().stream())).containsExactlyInAnyOrderElementsOf(all);
            for (Chunk chunk : chunks) {
                assertThat(chunk.frames()).hasSizeLessThanOrEqualTo(16).doesNotHaveDuplicates();
                assertThat(chunk.pages()).allMatch(page -> page < 0x1000000 == chunk.low());
                for (long page : large ? chunk.pages() : List.<Long>of()) {
                    assertThat(chunk.frames()).contains(page & -HostMemory.LARGE);
                    boolean whole = chunk.pages()
                            .containsAll(all.stream()
                                    .filter(p -> p / HostMemory.LARGE == page / HostMemory.LARGE)
                                    .toList());
                    assertThat(chunk.standIn(page) == null).isEqualTo(whole);
                }
            }
        }
    }
}
