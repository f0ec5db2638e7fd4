package dev.stalemate.style;

import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be seen in one compilation unit, as the compiler parses it. */
final class JavaRules {
    static final int METHOD_LINES = 80;

    /** A name from its first package on, as an import has it. */
    private static final Pattern QUALIFIED =
            Pattern.compile("(dev|java|javax|net|org|com)(\\.[a-z][a-z0-9]*)+\\.[A-Z]\\w*");

    private JavaRules() {}

    static List<Offence> methods(List<Unit> units) {
        return offences(units, (unit, found) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                if (method.getBody() != null && unit.firstLine(method) != unit.lastLine(method)) {
                    count(method, method.getName() + "()");
                }
                return super.visitMethod(method, null);
            }

            private void count(Tree tree, String name) {
                int lines = unit.lastLine(tree) - unit.firstLine(tree) + 1;
                if (lines > METHOD_LINES) {
                    found.add(unit.offence(tree, name + " has " + lines + " lines, not " + METHOD_LINES));
                }
            }
        });
    }

    /** Methods are called in one way, sentences of tests included. */
    static List<Offence> methodNames(List<Unit> units) {
        return offences(units, (unit, found) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                if (method.getName().toString().contains("_")) {
                    found.add(unit.offence(method, method.getName() + " is not in camel case"));
                }
                return super.visitMethod(method, null);
            }
        });
    }

    static List<Offence> qualifiedNames(List<Unit> units) {
        return offences(units, (unit, found) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
                return null;
            }

            @Override
            public @Nullable Void visitPackage(PackageTree tree, @Nullable Void nothing) {
                return scan(tree.getAnnotations(), null);
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
                if (QUALIFIED.matcher(tree.toString()).matches()) {
                    found.add(unit.offence(tree, tree + " where an import would do"));
                    return null;
                }
                return super.visitMemberSelect(tree, null);
            }
        });
    }

    private static List<Offence> offences(List<Unit> units, Scan scan) {
        List<Offence> found = new ArrayList<>();
        units.forEach(unit -> scan.of(unit, found).scan(unit.tree(), null));
        return found;
    }

    private interface Scan {
        TreeScanner<@Nullable Void, @Nullable Void> of(Unit unit, List<Offence> found);
    }
}
