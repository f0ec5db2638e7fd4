#!/bin/sh
# Asks a solver the questions of a certificate, without the program that wrote them:
#   ask.sh FOLDER [SOLVER OPTION...]     such as: ask.sh K12 cvc5 --bitblast=eager
# Prints each answer that is not as it must be, and how many are. Each question is asked with the definitions that it needs.
# Ends with 0 if something was asked and every answer is as it must be; else with 1.
set -eu
folder=$1
shift
[ $# -gt 0 ] || set -- z3
place=$(mktemp -d)
end=0
trap 'rm -rf "$place"' EXIT
zcat "$folder/definitions.smt2.gz" >"$place/definitions"
for right in unsat sat; do
  zcat "$folder/$right.smt2.gz" | grep -v '^;' >"$place/questions" || true
  awk -v place="$place" '
    FNR == 1 { file++ }
    file == 1 { line[FNR] = $0; if ($1 == "(define-fun") at[FNR] = $2; count = FNR; next }
    { out = place "/" FNR ".smt2"; delete need; delete keep; wanted($0)
      for (i = count; i > 0; i--) if (!(i in at) || at[i] in need) { keep[i] = 1; if (i in at) wanted(line[i]) }
      print "(set-logic QF_BV)" > out
      for (i = 1; i <= count; i++) if (i in keep) print line[i] > out
      print $0 "\n(check-sat)" > out; close(out) }
    function wanted(text,  part, n, k) { n = split(text, part, /[ ()]+/); for (k = 1; k <= n; k++) need[part[k]] = 1 }
  ' "$place/definitions" "$place/questions"
  good=0
  for question in "$place"/*.smt2; do
    [ -e "$question" ] || continue
    said=$("$@" "$question")
    if [ "$said" = $right ]; then good=$((good + 1)); else tail -n 2 "$question" | head -n 1; echo "  is answered '$said', not $right"; fi
    rm "$question"
  done
  all=$(wc -l <"$place/questions")
  if [ "$right$all" != unsat0 ] && [ "$good" -eq "$all" ]; then
    echo "all $all answers are $right, as they must be"
  else
    echo "$good of $all answers are $right: all must be, and something must be unsat"
    end=1
  fi
done
exit $end
