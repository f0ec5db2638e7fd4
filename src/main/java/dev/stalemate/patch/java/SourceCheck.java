package dev.stalemate.patch.java;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Checks a source whose names are resolved: it uses only allowed classes, and has no field that can change. A search visits states in any
 * order and on several threads, so what a design remembered in a field would be that of another state.
 */
final class SourceCheck extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private static final int MOST_MESSAGES = 20;

    private final PatchFile file;
    private final Trees trees;
    private final Types types;
    private final Elements elements;
    private final CompilationUnitTree unit;
    private final Set<String> faults = new LinkedHashSet<>();
    private final List<String> designs = new ArrayList<>();
    private long lineOfDesign = 1;

    SourceCheck(PatchFile file, JavacTask task, CompilationUnitTree unit) {
        this.file = file;
        this.trees = Trees.instance(task);
        this.types = task.getTypes();
        this.elements = task.getElements();
        this.unit = unit;
    }

    /**
     * Checks it.
     *
     * @throws PatchException if something is wrong, with a line for each fault
     */
    void run() throws PatchException {
        String inPackage =
                unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        if (inPackage.startsWith("dev.stalemate") || inPackage.startsWith("java")) {
            faults.add(file.name() + ": the package " + inPackage + " is not for designs; it needs no package");
        }
        scan(unit, null);
        if (!faults.isEmpty()) {
            throw new PatchException(
                    String.join("\n", faults.stream().limit(MOST_MESSAGES).toList()));
        }
    }

    /** The binary names of the classes that are designs and not abstract. */
    List<String> designs() {
        return List.copyOf(designs);
    }

    /** The line of the first of them, from 1. */
    long lineOfDesign() {
        return lineOfDesign;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
        if (tree != null && getCurrentPath() != null) {
            TreePath path = new TreePath(getCurrentPath(), tree);
            checkElement(tree, trees.getElement(path));
            if (tree instanceof ExpressionTree && !isClassLiteral(tree)) {
                checkType(tree, trees.getTypeMirror(path));
            }
        }
        return super.scan(tree, null);
    }

    private static boolean isClassLiteral(Tree tree) {
        return tree instanceof MemberSelectTree select && select.getIdentifier().contentEquals("class");
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
        if (trees.getElement(getCurrentPath()) instanceof TypeElement type
                && isDesign(type.asType())
                && type.getKind() != ElementKind.INTERFACE
                && !type.getModifiers().contains(Modifier.ABSTRACT)
                && !type.getSimpleName().contentEquals("")) {
            lineOfDesign = designs.isEmpty() ? line(tree) : lineOfDesign;
            designs.add(elements.getBinaryName(type).toString());
        }
        return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
        if (trees.getElement(getCurrentPath()) instanceof VariableElement field
                && field.getKind() == ElementKind.FIELD) {
            String name = (field.getModifiers().contains(Modifier.STATIC) ? "the static field " : "the field ")
                    + field.getSimpleName();
            if (!field.getModifiers().contains(Modifier.FINAL)) {
                fault(
                        tree,
                        name
                                + " is not final: what it remembers would be that of another state; a design keeps what it declares in"
                                + " keeps()");
            } else if (!isValue(field.asType())) {
                fault(
                        tree,
                        name + " is of type " + field.asType()
                                + ", which can change: use a number, a string, an enum, a record or an"
                                + " ImmutableList of these");
            }
        }
        return super.visitVariable(tree, null);
    }

    private void checkElement(Tree tree, @Nullable Element element) {
        if (element == null || element instanceof PackageElement) {
            return;
        }
        TypeElement top = topLevel(element);
        if (top == null || isOwn(top)) {
            return;
        }
        String name = top.getQualifiedName().toString();
        Element in = element.getEnclosingElement();
        String method = in == null ? "" : in + "." + element.getSimpleName();
        if (!isAllowed(tree, name)) {
            fault(tree, "a design can't use " + name);
        } else if (element.getKind() == ElementKind.METHOD && Allowed.isDenied(method)) {
            fault(tree, "a design can't call " + method + "()");
        }
    }

    private void checkType(Tree tree, @Nullable TypeMirror type) {
        TypeMirror of = type;
        while (of instanceof ArrayType array) {
            of = array.getComponentType();
        }
        if (of instanceof DeclaredType declared && of.getKind() == TypeKind.DECLARED) {
            checkElement(tree, declared.asElement());
        }
    }

    /** The name {@code class} of a class literal stands for a field of Class itself. */
    private static boolean isAllowed(Tree tree, String name) {
        return Allowed.inSource(name) || (name.equals("java.lang.Class") && isClassLiteral(tree));
    }

    /** Whether an object of a type never changes: fields of the file's own classes are checked themselves. */
    private boolean isValue(TypeMirror type) {
        if (type.getKind().isPrimitive()) {
            return true;
        }
        if (!(type instanceof DeclaredType declared) || !(declared.asElement() instanceof TypeElement element)) {
            return false;
        }
        String name = element.getQualifiedName().toString();
        return element.getKind() == ElementKind.ENUM
                || element.getKind() == ElementKind.RECORD
                || Allowed.isValue(name)
                || isDesign(type)
                || (isOwn(element) && element.getKind() == ElementKind.CLASS)
                || (Allowed.isCollectionOfValues(name)
                        && declared.getTypeArguments().stream().allMatch(this::isValue));
    }

    private boolean isDesign(TypeMirror type) {
        TypeElement design = elements.getTypeElement("dev.stalemate.model.Design");
        return design != null && types.isAssignable(types.erasure(type), design.asType());
    }

    private boolean isOwn(TypeElement type) {
        return trees.getTree(type) != null;
    }

    private static @Nullable TypeElement topLevel(Element element) {
        Element at = element;
        TypeElement top = null;
        while (at != null && !(at instanceof PackageElement)) {
            top = at instanceof TypeElement type ? type : top;
            at = at.getEnclosingElement();
        }
        return top;
    }

    private long line(Tree tree) {
        long position = trees.getSourcePositions().getStartPosition(unit, tree);
        return position < 0 ? 1 : unit.getLineMap().getLineNumber(position);
    }

    private void fault(Tree tree, String says) {
        faults.add(file.name() + ":" + line(tree) + ": " + says);
    }
}
