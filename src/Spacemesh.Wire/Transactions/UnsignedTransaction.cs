using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Bytes of a transaction up to its signature part, and what signs it (spec 01 §3.3, §7.8).</summary>
public static class UnsignedTransaction
{
    /// <summary>A spawn of an account of <paramref name="template"/> by <paramref name="principal"/>.</summary>
    public static byte[] Spawn<TArguments>(Address principal, Address template, TxPayload payload, TArguments arguments)
        where TArguments : IScaleType<TArguments> =>
        Concat(new TransactionHead(0, principal, TxMethod.Spawn, template), payload, arguments);

    /// <summary>A spawn of the principal by itself: its address follows from template and arguments.</summary>
    public static byte[] SelfSpawn<TArguments>(Address template, TxPayload payload, TArguments arguments)
        where TArguments : IScaleType<TArguments> =>
        Spawn(Principal.Compute(template, arguments), template, payload, arguments);

    /// <summary>A call of another method.</summary>
    public static byte[] Call<TArguments>(Address principal, TxMethod method, TxPayload payload, TArguments arguments)
        where TArguments : IScaleType<TArguments> =>
        Concat(new TransactionHead(0, principal, method, null), payload, arguments);

    /// <summary>The message that keys sign: genesis id ‖ unsigned bytes, without a domain byte.</summary>
    public static byte[] SignedMessage(GenesisId genesis, ReadOnlySpan<byte> unsigned) => [.. GenesisId.Span(in genesis), .. unsigned];

    /// <summary>The signature part of a multisig or vesting account: the parts in ascending order of key, without a count.</summary>
    public static byte[] SignaturePart(IEnumerable<MultisigPart> parts)
    {
        var writer = new ScaleWriter(stackalloc byte[1024]);
        try
        {
            foreach (var part in parts.OrderBy(part => part.Ref))
                writer.Struct(part);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static byte[] Concat<TArguments>(TransactionHead head, TxPayload payload, TArguments arguments)
        where TArguments : IScaleType<TArguments>
    {
        var writer = new ScaleWriter(stackalloc byte[512]);
        try
        {
            writer.Struct(head);
            writer.Struct(payload);
            writer.Struct(arguments);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
