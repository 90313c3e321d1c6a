namespace Spacemesh.Post.RandomX;

/// <summary>An instruction whose macro-operations are being issued (spec 02 §13.2 items 13, 14, 18).</summary>
internal sealed class SuperscalarDraft
{
    private SuperscalarDraft(SuperscalarOpcode opcode, SuperscalarOpcode group, byte mod, uint immediate, long parameter)
    {
        Kind = SuperscalarKind.Of(opcode);
        Group = group;
        Mod = mod;
        Immediate = immediate;
        Parameter = parameter;
    }

    public SuperscalarKind Kind { get; }

    /// <summary>Two instructions in a row on one register may not share group and parameter.</summary>
    public SuperscalarOpcode Group { get; }

    /// <summary>The source register, a drawn value, or −1.</summary>
    public long Parameter { get; private set; }

    public byte Mod { get; }

    public uint Immediate { get; }

    public int Source { get; private set; } = -1;

    public int Destination { get; set; } = -1;

    private bool ParameterIsSource => Kind.Opcode is SuperscalarOpcode.SubtractRegister or SuperscalarOpcode.XorRegister
        or SuperscalarOpcode.AddShifted or SuperscalarOpcode.MultiplyRegister;

    /// <summary>Draws an instruction for a slot of <paramref name="size"/> bytes.</summary>
    public static SuperscalarDraft Draw(BlakeGenerator generator, int size, bool multiplyGroup, bool last)
    {
        var opcode = size switch
        {
            3 when last => (generator.NextByte() & 3) switch
            {
                0 => SuperscalarOpcode.SubtractRegister,
                1 => SuperscalarOpcode.XorRegister,
                2 => SuperscalarOpcode.MultiplyHigh,
                _ => SuperscalarOpcode.SignedMultiplyHigh,
            },
            3 => (generator.NextByte() & 1) == 0 ? SuperscalarOpcode.SubtractRegister : SuperscalarOpcode.XorRegister,
            4 when multiplyGroup && !last => SuperscalarOpcode.MultiplyRegister,
            4 => (generator.NextByte() & 1) == 0 ? SuperscalarOpcode.RotateConstant : SuperscalarOpcode.AddShifted,
            7 => (generator.NextByte() & 1) == 0 ? SuperscalarOpcode.XorConstant7 : SuperscalarOpcode.AddConstant7,
            8 => (generator.NextByte() & 1) == 0 ? SuperscalarOpcode.XorConstant8 : SuperscalarOpcode.AddConstant8,
            9 => (generator.NextByte() & 1) == 0 ? SuperscalarOpcode.XorConstant9 : SuperscalarOpcode.AddConstant9,
            _ => SuperscalarOpcode.MultiplyReciprocal,
        };
        return Create(generator, opcode);
    }

    public void SetSource(int register)
    {
        Source = register;
        if (ParameterIsSource)
            Parameter = register;
    }

    public SuperscalarInstruction Finish() =>
        new(Kind.Opcode, (byte)Destination, (byte)(Source >= 0 ? Source : Destination), Mod, Immediate);

    private static SuperscalarDraft Create(BlakeGenerator generator, SuperscalarOpcode opcode)
    {
        switch (opcode)
        {
            case SuperscalarOpcode.SubtractRegister:
                return new(opcode, SuperscalarOpcode.AddShifted, 0, 0, -1);
            case SuperscalarOpcode.AddShifted:
                return new(opcode, opcode, generator.NextByte(), 0, -1);
            case SuperscalarOpcode.RotateConstant:
                uint count;
                do
                    count = (uint)generator.NextByte() & 63;
                while (count == 0);
                return new(opcode, opcode, 0, count, -1);
            case SuperscalarOpcode.AddConstant7 or SuperscalarOpcode.AddConstant8 or SuperscalarOpcode.AddConstant9:
                return new(opcode, SuperscalarOpcode.AddConstant7, 0, generator.NextUInt32(), -1);
            case SuperscalarOpcode.XorConstant7 or SuperscalarOpcode.XorConstant8 or SuperscalarOpcode.XorConstant9:
                return new(opcode, SuperscalarOpcode.XorConstant7, 0, generator.NextUInt32(), -1);
            case SuperscalarOpcode.MultiplyHigh or SuperscalarOpcode.SignedMultiplyHigh:
                return new(opcode, opcode, 0, 0, generator.NextUInt32());
            case SuperscalarOpcode.MultiplyReciprocal:
                uint divisor;
                do
                    divisor = generator.NextUInt32();
                while (!Reciprocal.Exists(divisor));
                return new(opcode, opcode, 0, divisor, -1);
            default:
                return new(opcode, opcode, 0, 0, -1);
        }
    }
}
