package dev.stalemate.patch.java;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a reader's design may use of the tool has Javadoc. */
class PublicApiTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void everythingThatADesignMayUseIsDocumented() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = Allowed.ofTheTool().stream()
                .map(name -> SOURCES.resolve(name.replace('.', '/') + ".java"))
                .toList();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    Writer.nullWriter(),
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
            Undocumented undocumented = new Undocumented(Trees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                undocumented.scan(unit, null);
            }
            assertThat(undocumented.seen).isGreaterThan(150);
            assertThat(undocumented.found).isEmpty();
        }
    }

    /** Finds what is public and has no Javadoc, where it overrides nothing. */
    private static final class Undocumented extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Trees trees;
        private final List<String> found = new ArrayList<>();
        private int seen;

        Undocumented(Trees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            if (isPublic(tree.getModifiers())) {
                check(tree.getSimpleName().toString());
                return super.visitClass(tree, null);
            }
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            boolean overrides = tree.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (isPublic(tree.getModifiers()) && !overrides) {
                check(tree.getName() + "()");
            }
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
            boolean isConstant = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.ENUM;
            if (isPublic(tree.getModifiers()) && !isConstant) {
                check(tree.getName().toString());
            }
            return null;
        }

        /** Members of an interface are public without saying so. The constants of an enum are explained by the enum. */
        private boolean isPublic(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            boolean inInterface = parent.getLeaf().getKind() == Tree.Kind.INTERFACE;
            return inInterface || modifiers.getFlags().contains(Modifier.PUBLIC);
        }

        private void check(String name) {
            seen++;
            if (trees.getDocComment(getCurrentPath()) == null) {
                found.add(getCurrentPath().getCompilationUnit().getSourceFile().getName() + ": " + name);
            }
        }
    }
}
