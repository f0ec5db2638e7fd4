package dev.stalemate.search.level;

import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.systems.kvm.KvmSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The bench of three vCPUs and three frames, with a checkpoint in the directory of its argument. */
final class SearchToKill {
    private SearchToKill() {}

    public static void main(String[] args) {
        Object unused = run(Path.of(args[0]));
    }

    static SearchResult run(Path directory) {
        return new BreadthFirst(bench("vcpus=3,frames=3"), SearchOptions.plain().withThreads(2), Monitor.SILENT)
                .keep(SearchFiles.in(directory, "test"))
                .run();
    }

    static Supplier<Subject> bench(String size) {
        KvmSystem system = new KvmSystem();
        return () -> {
            var model = system.model(system.design("cd0-zaps-all"), system.scope("bench," + size));
            return new Subject(model, List.of(model.law("no-stale-quiescent")));
        };
    }
}
