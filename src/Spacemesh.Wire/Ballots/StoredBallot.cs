using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;

namespace Spacemesh.Wire.Ballots;

/// <summary>Reader of the column <c>ballots.ballot</c>, the only one that tolerates a truncated value (spec 01 §1.3).</summary>
public static class StoredBallot
{
    /// <summary>
    /// Decodes a stored ballot. Where the blob ends between two reads, fields not reached are zero and a list or option in which it
    /// ends is absent; trailing bytes are ignored. An end before a 64-bit compact integer or inside a read is an error.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> blob, [MaybeNullWhen(false)] out Ballot ballot, out DecodeError error)
    {
        var reader = new ScaleReader(blob);
        ballot = Ballot.Read(ref reader);
        error = reader.Error;
        if (!reader.Failed || (error.Kind == DecodeErrorKind.EndOfInput && !reader.EndedBeforeC64))
        {
            error = default;
            return true;
        }

        ballot = null;
        return false;
    }
}
