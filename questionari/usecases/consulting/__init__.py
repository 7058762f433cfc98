"""Consultations: territories and services see a questionnaire in draft and comment on it, question by question.

The protocol wants instruments made «attraverso un processo condiviso» (Protocollo d'intesa, Piano operativo, «Sostegno
alle reti locali», commitments of the Department, point 1, second item).
"""
