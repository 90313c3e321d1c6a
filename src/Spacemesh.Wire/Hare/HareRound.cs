namespace Spacemesh.Wire.Hare;

/// <summary>Rounds of an iteration; decoding lets other numbers through (spec 01 §7.9).</summary>
public enum HareRound : byte
{
    Preround = 0,
    Hardlock = 1,
    Softlock = 2,
    Propose = 3,
    Wait1 = 4,
    Wait2 = 5,
    Commit = 6,
    Notify = 7,
}
