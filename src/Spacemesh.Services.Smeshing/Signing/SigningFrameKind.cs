namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Kinds of pieces in the signing record's file; the numbers are what is stored.</summary>
internal enum SigningFrameKind : byte
{
    /// <summary>A slot and what was signed for it.</summary>
    Slot = 1,

    /// <summary>An ATX about to be signed.</summary>
    Draft = 2,

    /// <summary>A sign of life: time and machine.</summary>
    Stamp = 3,

    /// <summary>Slots below are no longer on record and are not signed any more.</summary>
    Floor = 4,
}
