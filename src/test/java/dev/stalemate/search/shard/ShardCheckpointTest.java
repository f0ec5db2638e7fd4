package dev.stalemate.search.shard;

import static dev.stalemate.search.shard.ShardSearchTest.begun;
import static dev.stalemate.search.shard.ShardSearchTest.options;
import static dev.stalemate.search.shard.ShardSearchTest.plainKits;
import static dev.stalemate.search.shard.ShardSearchTest.subject;
import static dev.stalemate.search.shard.ShardSearchTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.level.BreadthFirst;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search in parts that keeps its levels: it goes on from them with any number of parts, and from nothing else. */
class ShardCheckpointTest {
    /** Files in memory. */
    private static final class Disk implements ShardFiles {
        private final Map<String, byte[]> files = new HashMap<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public String name() {
            return "manifest";
        }

        @Override
        public byte @Nullable [] manifest() {
            return files.get("manifest");
        }

        @Override
        public void manifest(byte[] text) throws IOException {
            if (--room < 0) {
                throw new IOException("full");
            }
            files.put("manifest", text);
        }
    }

    private static SearchResult kept(Disk disk, int parts, List<Shard> kits, String tool, int looks)
            throws IOException {
        int[] left = {looks};
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return --left[0] < 0;
            }
        };
        return begun(new HereFabric(parts, kits).on(disk.files), kits, options(40_000), monitor)
                .keep(disk, tool, e -> {
                    throw new UncheckedIOException(e);
                })
                .run();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 50, 151, 333})
    void aSearchThatWasStoppedGoesOnWithAnyNumberOfParts(int looks) throws IOException {
        for (String id : List.of("K2", "D9")) {
            Disk disk = new Disk();
            List<Shard> kits = plainKits(subject(id, false));
            SearchResult first = kept(disk, 2, kits, "1", looks);
            SearchResult second = kept(disk, 3, kits, "1", looks);
            SearchResult third = kept(disk, 1, kits, "1", Integer.MAX_VALUE);
            SearchResult atOnce = new BreadthFirst(subject(id, false), options(40_000), Monitor.SILENT).run();
            assertThat(text(third)).isEqualTo(text(atOnce));
            assertThat(first.states()).isLessThanOrEqualTo(second.states());
            assertThat(kept(disk, 7, kits, "1", Integer.MAX_VALUE).end()).isNotEqualTo(End.INTERRUPTED);
        }
    }

    @Test
    void aSearchThatCannotBeSavedGoesOn() throws IOException {
        List<Shard> kits = plainKits(subject("D9", false));
        Disk full = new Disk();
        full.room = 3;
        List<IOException> lost = new ArrayList<>();
        SearchResult result = begun(new HereFabric(2, kits).on(full.files), kits, options(40_000), Monitor.SILENT)
                .keep(full, "1", lost::add)
                .run();
        assertThat(text(result)).isEqualTo(text(kept(new Disk(), 2, kits, "1", Integer.MAX_VALUE)));
        assertThat(lost).singleElement().satisfies(why -> assertThat(why).hasMessage("full"));
        full.room = Integer.MAX_VALUE; // the files of a level that the manifest does not name are still there
        assertThat(text(kept(full, 3, kits, "1", Integer.MAX_VALUE))).isEqualTo(text(result));
    }

    @Test
    void aCheckpointOfAnotherSearchOrVersionIsRefused() throws IOException {
        Disk disk = new Disk();
        List<Shard> kits = plainKits(subject("D9", false));
        kept(disk, 2, kits, "1", Integer.MAX_VALUE);
        assertThatThrownBy(() -> kept(disk, 2, kits, "2", 0))
                .isInstanceOf(BadCheckpointException.class)
                .hasMessage("manifest: is the checkpoint of another search: tool is 1, not 2");
        assertThatThrownBy(() -> kept(disk, 2, plainKits(subject("D9b", false)), "1", 0))
                .isInstanceOf(BadCheckpointException.class)
                .hasMessageContaining("variant is linux-4.9, not linux-6.7");
    }

    /** Names and layout tell nothing of what a step does. */
    @Test
    void aCheckpointOfAModelThatChangedSinceIsRefused() throws IOException {
        Disk disk = new Disk();
        kept(disk, 2, plainKits(() -> upBy(1)), "1", 20);
        assertThat(disk.files.keySet()).contains("level-1-part-0");
        assertThatThrownBy(() -> kept(disk, 2, plainKits(() -> upBy(2)), "1", 20))
                .hasCauseInstanceOf(BadCheckpointException.class)
                .hasMessageContaining("manifest: the model changed since the checkpoint: ");
        assertThat(kept(disk, 2, plainKits(() -> upBy(1)), "1", Integer.MAX_VALUE)
                        .states())
                .isEqualTo(20);
    }

    private static Subject upBy(int by) {
        Layout.Builder b = new Layout.Builder();
        IntField x = b.number("x", 20, Integer::toString);
        Action up = Action.named("up")
                .when((s, args) -> x.get(s, 0) + by < 20)
                .then((s, args) -> x.set(s, 0, x.get(s, 0) + by));
        return new Subject(Toys.model(b, List.of(up)), List.of());
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Disk disk = new Disk();
        List<Shard> kits = plainKits(subject("D9", false));
        kept(disk, 2, kits, "1", 60);
        for (String name : List.copyOf(disk.files.keySet())) {
            byte[] whole = Objects.requireNonNull(disk.files.get(name));
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 15)) {
                byte[] damaged = whole.clone();
                damaged[at] ^= 0x10;
                disk.files.put(name, damaged);
                assertThatThrownBy(() -> kept(disk, 2, kits, "1", 3_000))
                        .as("%s at %s", name, at)
                        .matches(e ->
                                e instanceof BadCheckpointException || e.getCause() instanceof BadCheckpointException);
                disk.files.put(name, Arrays.copyOf(whole, at));
                assertThatThrownBy(() -> kept(disk, 2, kits, "1", 3_000))
                        .as("%s cut at %s", name, at)
                        .matches(e ->
                                e instanceof BadCheckpointException || e.getCause() instanceof BadCheckpointException);
            }
            disk.files.put(name, whole);
        }
    }
}
