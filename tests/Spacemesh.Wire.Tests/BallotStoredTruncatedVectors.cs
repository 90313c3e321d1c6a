using Spacemesh.Codec;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-ballot-stored-truncated")]
internal sealed class BallotStoredTruncatedVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] blob = vector.In.Hex("bytes");
        var tolerated = vector.Out.GetProperty("tolerated").EnumerateArray().ToDictionary(entry => entry.I32("length"), entry => entry.Hex("re"));
        for (int length = 0; length < blob.Length; length++)
        {
            bool decoded = StoredBallot.TryDecode(blob.AsSpan(0, length), out var ballot, out var error);
            VectorCase.True(decoded == tolerated.ContainsKey(length), $"prefix of {length} bytes: {(decoded ? "accepted" : error)}");
            if (decoded)
                VectorCase.Equal(tolerated[length], Scale.Encode(ballot!), $"ballot of the prefix of {length} bytes");
        }

        VectorCase.Equal(vector.Out.Flag("full_ok"), StoredBallot.TryDecode(blob, out _, out _), "whole blob accepted");
        VectorCase.Equal(vector.Out.Flag("trailing_ok"), StoredBallot.TryDecode([.. blob, 0], out _, out _), "one byte too many accepted");
    }
}
