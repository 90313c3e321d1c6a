using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Templates;

namespace Spacemesh.Vm.Execution;

/// <summary>The signatures of a parsed transaction (spec 07 §4).</summary>
public static class SignatureCheck
{
    /// <summary>Whether every required signature is there, in order, and verifies.</summary>
    public static bool Verify(GenesisId genesis, ParsedTransaction transaction)
    {
        if (!TryCollect(genesis, transaction, out var entries))
            return false;
        // One signature is cheaper to verify alone.
        return entries.Length == 1
            ? Ed25519.Verify(entries[0].PublicKey, entries[0].Message.Span, entries[0].Signature)
            : Ed25519.VerifyBatch(entries);
    }

    /// <summary>
    /// The statements whose conjunction is the verdict; false where the signature section alone already decides against it.
    /// The message is what lies before the bytes that the section used, trailing bytes shift it (spec 07 §4).
    /// </summary>
    public static bool TryCollect(GenesisId genesis, ParsedTransaction transaction, out EdBatchEntry[] entries)
    {
        entries = [];
        var raw = transaction.Raw.Span;
        var claims = new List<SignerClaim>();
        var reader = new ScaleReader(raw[transaction.SignatureOffset..], ScaleReader.BareNesting);
        if (!transaction.Signer.TryReadSignatures(ref reader, claims) || claims.Count == 0)
            return false;

        byte[] message = new byte[GenesisId.Size + raw.Length - reader.Consumed];
        genesis.CopyTo(message);
        raw[..^reader.Consumed].CopyTo(message.AsSpan(GenesisId.Size));
        entries = new EdBatchEntry[claims.Count];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = new EdBatchEntry(claims[i].PublicKey, message, claims[i].Signature);
        return true;
    }
}
