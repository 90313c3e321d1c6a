using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>A ballot that decoded well and waits to be stored, between its check and its entry in the database.</summary>
public sealed class DecodedBallot
{
    internal DecodedBallot(BallotRecord record, uint min) => (Record, Min) = (record, min);

    public BallotId Id => Record.Id;

    public LayerId Layer => new(Record.Layer);

    /// <summary>Known as malicious when it was decoded.</summary>
    public bool Malicious => Record.Malicious;

    internal BallotRecord Record { get; }

    /// <summary>The earliest layer whose votes differ from what is stored; 0 where its opinion was known.</summary>
    internal uint Min { get; }
}
