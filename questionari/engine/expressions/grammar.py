"""The grammar, CEL's without what questionnaires do not need. One level of rules a precedence, lowest first.

Comparisons do not chain: ``a < b < c`` is refused, since it never means what its author meant.
"""

GRAMMAR = r"""
?start: conditional

?conditional: disjunction
    | disjunction QUERY disjunction ":" conditional -> conditional_

?disjunction: conjunction
    | disjunction OR conjunction -> binary

?conjunction: relation
    | conjunction AND relation -> binary

?relation: addition
    | addition (COMPARE | IN) addition -> binary

?addition: product
    | addition (PLUS | MINUS) product -> binary

?product: unary
    | product TIMES unary -> binary

?unary: member
    | (NOT | MINUS) unary -> unary_

?member: NAME -> name
    | NAME "(" [arguments] ")" -> call
    | NUMBER -> number
    | STRING -> text
    | TRUE -> truth
    | FALSE -> truth
    | "(" conditional ")"
    | LSQB [arguments] "]" -> list_
    | member "." NAME -> field
    | member "." NAME "(" [arguments] ")" -> method
    | member LSQB conditional "]" -> index

arguments: conditional ("," conditional)*

QUERY: "?"
OR: "||"
AND: "&&"
COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
IN: "in"
PLUS: "+"
MINUS: "-"
TIMES: "*" | "/"
NOT: "!"
LSQB: "["
TRUE: "true"
FALSE: "false"
NAME: /[A-Za-z_][A-Za-z0-9_]*/
NUMBER: /[0-9]+(\.[0-9]+)?(?![0-9A-Za-z_])/
STRING: /'[^'\\\n]*(\\['"\\n][^'\\\n]*)*'|"[^"\\\n]*(\\['"\\n][^"\\\n]*)*"/
%ignore /[ \t\r\n]+/
"""
