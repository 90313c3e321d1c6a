namespace Spacemesh.Vm.Parsing;

/// <summary>Why a transaction cannot be parsed; the text reaches users (spec 07 §6.2).</summary>
public sealed record ParseError(ParseErrorKind Kind, string Message);
