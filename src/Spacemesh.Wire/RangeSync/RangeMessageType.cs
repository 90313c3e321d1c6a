namespace Spacemesh.Wire.RangeSync;

/// <summary>First byte of a message of set reconciliation (spec 08 §12).</summary>
public enum RangeMessageType : byte
{
    Done = 0,
    EndRound = 1,
    EmptySet = 2,
    EmptyRange = 3,
    Fingerprint = 4,
    RangeContents = 5,
    ItemBatch = 6,
    Probe = 7,
    Sample = 8,
    Recent = 9,
}
