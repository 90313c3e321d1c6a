namespace Spacemesh.Tortoise.Tracing;

/// <summary>Event types of a trace (spec 06 §20).</summary>
public enum TraceEvent
{
    Config = 1,
    WeakCoin = 2,
    Beacon = 3,
    Atx = 4,
    Ballot = 5,
    Decode = 6,
    Store = 7,
    Encode = 8,
    Tally = 9,
    Block = 10,
    HareOutput = 11,
    Updates = 12,
    Applied = 13,
    Malfeasance = 14,
    RecoveredBlocks = 15,
    RecoverFrom = 16,
    UpdateLastLayer = 17,
    UpdateVerified = 18,
    RecoveredBallot = 19,
}
