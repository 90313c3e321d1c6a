namespace Spacemesh.Post.RandomX;

/// <summary>What the generator knows of an instruction type: its macro-operations and which of them takes the operands (spec 02 §13.2 item 15).</summary>
internal sealed record SuperscalarKind(SuperscalarOpcode Opcode, string Name, MacroOp[] Ops, int SourceOp, int DestinationOp, int ResultOp)
{
    private static readonly SuperscalarKind[] All =
    [
        new(SuperscalarOpcode.SubtractRegister, "ISUB_R", [MacroOp.Subtract], 0, 0, 0),
        new(SuperscalarOpcode.XorRegister, "IXOR_R", [MacroOp.Xor], 0, 0, 0),
        new(SuperscalarOpcode.AddShifted, "IADD_RS", [MacroOp.Lea], 0, 0, 0),
        new(SuperscalarOpcode.MultiplyRegister, "IMUL_R", [MacroOp.Multiply], 0, 0, 0),
        new(SuperscalarOpcode.RotateConstant, "IROR_C", [MacroOp.Rotate], None, 0, 0),
        new(SuperscalarOpcode.AddConstant7, "IADD_C7", [MacroOp.AddImmediate], None, 0, 0),
        new(SuperscalarOpcode.XorConstant7, "IXOR_C7", [MacroOp.XorImmediate], None, 0, 0),
        new(SuperscalarOpcode.AddConstant8, "IADD_C8", [MacroOp.AddImmediate], None, 0, 0),
        new(SuperscalarOpcode.XorConstant8, "IXOR_C8", [MacroOp.XorImmediate], None, 0, 0),
        new(SuperscalarOpcode.AddConstant9, "IADD_C9", [MacroOp.AddImmediate], None, 0, 0),
        new(SuperscalarOpcode.XorConstant9, "IXOR_C9", [MacroOp.XorImmediate], None, 0, 0),
        new(SuperscalarOpcode.MultiplyHigh, "IMULH_R", [MacroOp.Move, MacroOp.WideMultiply, MacroOp.Move], 1, 0, 1),
        new(SuperscalarOpcode.SignedMultiplyHigh, "ISMULH_R", [MacroOp.Move, MacroOp.WideSignedMultiply, MacroOp.Move], 1, 0, 1),
        new(SuperscalarOpcode.MultiplyReciprocal, "IMUL_RCP", [MacroOp.MoveImmediate, MacroOp.MultiplyDependent], None, 1, 1),
    ];

    /// <summary>No macro-operation takes the operand.</summary>
    public const int None = -1;

    public bool IsMultiplication => Opcode is SuperscalarOpcode.MultiplyRegister or SuperscalarOpcode.MultiplyHigh
        or SuperscalarOpcode.SignedMultiplyHigh or SuperscalarOpcode.MultiplyReciprocal;

    /// <summary>The destination may equal the source.</summary>
    public bool IsWide => Opcode is SuperscalarOpcode.MultiplyHigh or SuperscalarOpcode.SignedMultiplyHigh;

    public static SuperscalarKind Of(SuperscalarOpcode opcode) => All[(int)opcode];
}
