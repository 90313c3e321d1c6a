using System.Buffers.Binary;
using Spacemesh.Primitives;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>Ids made of two numbers.</summary>
internal static class Ids
{
    public static T Of<T>(uint a, uint b)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), b);
        return T.FromBytes(bytes);
    }
}
