namespace Spacemesh.Post.RandomX;

/// <summary>Instructions of SuperscalarHash, in the order that program records number them (spec 02 §13.3).</summary>
internal enum SuperscalarOpcode : byte
{
    SubtractRegister,
    XorRegister,
    AddShifted,
    MultiplyRegister,
    RotateConstant,
    AddConstant7,
    XorConstant7,
    AddConstant8,
    XorConstant8,
    AddConstant9,
    XorConstant9,
    MultiplyHigh,
    SignedMultiplyHigh,
    MultiplyReciprocal,
}
