package dev.stalemate.search.shard;

import dev.stalemate.search.Precision;
import dev.stalemate.search.Subject;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parts in this process. Blocks arrive in a random order, any of a few kits does a part, and now and then a part is given up in the middle and
 * done again: as on a cluster.
 */
final class HereFabric implements Fabric {
    /** What it says of itself. */
    static final int WORKERS = 5;

    static final double SHARE = 0.25;

    private final int parts;
    private final List<Shard> kits;
    private final Random random;
    private final List<List<List<byte[]>>> levels = new ArrayList<>();
    private final List<List<byte[]>> seen;
    private List<List<byte[]>> found = List.of();
    private BooleanSupplier stop = () -> false;
    private Function<Parcel, @Nullable Parcel> fault = parcel -> parcel;
    private Map<String, byte[]> disk = new HashMap<>();

    HereFabric(int parts, List<Shard> kits) {
        this.parts = parts;
        this.random = new Random(parts);
        this.seen = empty();
        this.kits = kits;
    }

    /** A few kits, which may be used for one search after the other. */
    static List<Shard> kits(Supplier<Subject> subjects, Precision precision, Function<Subject, Symmetry> symmetry) {
        return Stream.generate(subjects)
                .limit(3)
                .map(subject -> new Shard(subject, precision, symmetry.apply(subject)))
                .toList();
    }

    /** Something goes wrong on the way: a block is lost where this gives null, or another arrives. */
    HereFabric withFault(Function<Parcel, @Nullable Parcel> wrong) {
        fault = wrong;
        return this;
    }

    /** What is saved and restored is there. */
    HereFabric on(Map<String, byte[]> files) {
        disk = files;
        return this;
    }

    private List<List<byte[]>> empty() {
        List<List<byte[]>> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            all.add(new ArrayList<>());
        }
        return all;
    }

    /** Does each part with some kit, perhaps after a beginning that is lost. */
    private <T> List<List<T>> done(int count, IntFunction<Function<Shard, Iterator<T>>> work) {
        List<List<T>> results = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            if (stop.getAsBoolean()) {
                throw new CancellationException();
            }
            if (random.nextInt(8) == 0) {
                Iterator<T> lost = work.apply(part).apply(kit());
                for (int i = random.nextInt(3); i > 0 && lost.hasNext(); i--) {
                    lost.next();
                }
            }
            List<T> result = new ArrayList<>();
            work.apply(part).apply(kit()).forEachRemaining(result::add);
            results.add(result);
        }
        return results;
    }

    private Shard kit() {
        return kits.get(random.nextInt(kits.size()));
    }

    private List<List<byte[]>> delivered(List<List<Parcel>> sent) {
        List<List<byte[]>> arrived = empty();
        sent.forEach(all -> all.forEach(parcel -> {
            Parcel changed = fault.apply(parcel);
            if (changed != null) {
                arrived.get(changed.part()).add(changed.block());
            }
        }));
        arrived.forEach(blocks -> Collections.shuffle(blocks, random));
        return arrived;
    }

    private List<List<byte[]>> last() {
        return levels.get(levels.size() - 1);
    }

    @Override
    public int parts() {
        return parts;
    }

    @Override
    public int workers() {
        return WORKERS;
    }

    @Override
    public double share() {
        return SHARE;
    }

    @Override
    public void stopWhen(BooleanSupplier asked) {
        stop = asked;
    }

    @Override
    public void begin(byte[] block) {
        levels.add(empty());
        last().get(0).add(block);
    }

    @Override
    public List<byte[]> expand(long[] firsts, long levelSize, int window, int shares) {
        List<List<byte[]>> level = last();
        List<List<byte[]>> keys = delivered(
                done(level.size(), part -> kit -> kit.keys(level.get(part).iterator(), parts, Long.MAX_VALUE)));
        for (int part = 0; part < parts; part++) {
            seen.get(part).addAll(keys.get(part));
        }
        int small = 1 + random.nextInt(window); // a window only drops what comes twice
        List<List<byte[]>> arrived = delivered(
                done(level.size(), part -> kit -> kit.expand(level.get(part).iterator(), firsts[part], parts, small)));
        found = done(
                parts,
                part -> kit ->
                        kit.settle(arrived.get(part).iterator(), seen.get(part).iterator(), parts, levelSize, shares));
        return found.stream().flatMap(List::stream).filter(Shard::isCount).toList();
    }

    @Override
    public void arrange(long[] bounds) {
        List<List<byte[]>> arrived =
                delivered(done(parts, part -> kit -> kit.divide(found.get(part).iterator(), bounds)));
        levels.add(done(parts, part -> kit -> kit.merge(arrived.get(part).iterator())));
    }

    @Override
    public List<Sight> look(LookOrder order) {
        return done(
                        last().size(),
                        part -> kit -> List.of(kit.look(last().get(part).iterator(), order))
                                .iterator())
                .stream()
                .map(sights -> sights.get(0))
                .toList();
    }

    @Override
    public List<byte[]> recount(long[] firsts, long end) {
        List<List<byte[]>> before = levels.get(levels.size() - 2);
        return done(
                        before.size(),
                        part -> kit -> List.of(kit.recount(before.get(part).iterator(), firsts[part], end))
                                .iterator())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public byte[] rowAt(int level, int part, long number) {
        return kit().rowAt(levels.get(level).get(part).iterator(), number);
    }

    /** Each pass is made of three. */
    @Override
    public List<Closest> closest(long end, int pass, int passes) {
        List<List<byte[]>> keys = delivered(
                done(last().size(), part -> kit -> kit.keys(last().get(part).iterator(), parts, end)));
        List<Closest> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<byte[]> blocks = Stream.concat(seen.get(part).stream(), keys.get(part).stream())
                    .toList();
            Closest closest = new Closest();
            for (int third = 3 * pass; third < 3 * pass + 3; third++) {
                closest.join(kit().closest(blocks.iterator(), parts, third, 3 * passes));
            }
            all.add(closest);
        }
        return all;
    }

    @Override
    public List<SavedPart> save(int level, long parents) throws IOException {
        List<SavedPart> saved = new ArrayList<>();
        for (int part = 0; part < last().size(); part++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SavedPart what = new SavedPart(level, part, 0, 0, 0, parents);
            saved.add(kit().write(last().get(part).iterator(), what, out));
            disk.put(what.name(), out.toByteArray());
        }
        return saved;
    }

    @Override
    public void restore(List<List<SavedPart>> saved) {
        for (List<SavedPart> level : saved) {
            if (!levels.isEmpty()) {
                List<List<byte[]>> keys = delivered(last().stream()
                        .map(part -> list(kit().keys(part.iterator(), parts, Long.MAX_VALUE)))
                        .toList());
                IntStream.range(0, parts).forEach(part -> seen.get(part).addAll(keys.get(part)));
            }
            levels.add(level.stream().map(this::read).toList());
        }
    }

    private List<byte[]> read(SavedPart what) {
        try {
            return list(kit().read(
                            new ByteArrayInputStream(Objects.requireNonNull(disk.get(what.name()))),
                            what.name(),
                            what));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> list(Iterator<T> all) {
        List<T> list = new ArrayList<>();
        all.forEachRemaining(list::add);
        return list;
    }
}
