package dev.stalemate.style;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A compilation unit, parsed by the JDK's own compiler. */
record Unit(TextFile file, CompilationUnitTree tree, SourcePositions positions) {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** The compilation units of a checkout; nothing is resolved, so a planted one may name what is not there. */
    static List<Unit> of(Checkout checkout) {
        Map<URI, TextFile> files = new HashMap<>();
        checkout.only(TextFile::java).forEach(file -> files.put(uri(file), file));
        if (files.isEmpty()) {
            return List.of();
        }
        List<Source> sources = files.values().stream().map(Source::new).toList();
        JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<Unit> units = new ArrayList<>();
        try {
            for (CompilationUnitTree tree : task.parse()) {
                units.add(new Unit(
                        Objects.requireNonNull(files.get(tree.getSourceFile().toUri())), tree, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units;
    }

    int firstLine(Tree part) {
        return line(positions.getStartPosition(tree, part));
    }

    int lastLine(Tree part) {
        return line(positions.getEndPosition(tree, part) - 1);
    }

    Offence offence(Tree part, String what) {
        return new Offence(file, firstLine(part), what);
    }

    private int line(long position) {
        LineMap lines = tree.getLineMap();
        return (int) lines.getLineNumber(position);
    }

    private static URI uri(TextFile file) {
        return URI.create("checkout:///" + file.path());
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(TextFile file) {
            super(uri(file), JavaFileObject.Kind.SOURCE);
            this.text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
