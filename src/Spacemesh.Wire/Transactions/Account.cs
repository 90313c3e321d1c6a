using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>An account as the layer state root hashes it (spec 01 §7.8).</summary>
public sealed record Account(
    LayerId Layer,
    Address Address,
    ulong NextNonce,
    ulong Balance,
    Address? TemplateAddress,
    ScaleBytes State) : IScaleType<Account>
{
    public const int MaxStateLength = 10_000;

    public static int MinSize => 29;

    public static Account Read(ref ScaleReader reader) => new(
        reader.Layer("Layer"),
        reader.FixedBytes<Address>("Address"),
        reader.C64("NextNonce"),
        reader.C64("Balance"),
        reader.OptionalFixed<Address>("TemplateAddress"),
        reader.Bytes(MaxStateLength, "State"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(Layer);
        writer.FixedBytes(Address);
        writer.C64(NextNonce);
        writer.C64(Balance);
        writer.OptionalFixed(TemplateAddress);
        writer.Bytes(State, MaxStateLength);
    }
}
