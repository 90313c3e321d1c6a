namespace Spacemesh.Wire.Malfeasance;

/// <summary>What an <see cref="AtxProof"/> proves; this network knows the body of <see cref="DoubleMarry"/> only (spec 01 §7.12).</summary>
public enum AtxProofType : byte
{
    LegacyDoublePublish = 0x00,
    LegacyInvalidPost = 0x01,
    LegacyInvalidPrevAtx = 0x02,
    DoublePublish = 0x10,
    DoubleMarry = 0x11,
    DoubleMerge = 0x12,
    InvalidPost = 0x13,
    InvalidPrevious = 0x14,
}
