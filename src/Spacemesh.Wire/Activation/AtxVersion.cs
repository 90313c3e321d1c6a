namespace Spacemesh.Wire.Activation;

/// <summary>Layout of an ATX blob, as stored in <c>atx_blobs.version</c> (spec 01 §7.4).</summary>
public enum AtxVersion : byte
{
    V1 = 1,
    V2 = 2,
}
