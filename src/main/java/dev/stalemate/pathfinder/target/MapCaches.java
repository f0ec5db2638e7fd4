package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/** The code of map caches by the names of the model's designs: the thread's patch, correct code, and code with one change. */
public final class MapCaches implements Programs {
    @Override
    public int threads(int[] numbers) {
        return new MapCacheScope(numbers).threads();
    }

    @Override
    public ConcurrentCode code(String design, Checks checks, int[] numbers) {
        return new MapCacheCode(checks, new MapCacheScope(numbers), new MapCacheDesign(design));
    }
}
