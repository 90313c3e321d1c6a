using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Certifier;

/// <summary>A proof and what it proves, as the body of a request has it.</summary>
internal sealed record CertifyRequest(PostProof Proof, PostProofMetadata Metadata)
{
    /// <summary>Reads the first JSON value of a body; fields may come in any order, unknown ones are skipped.</summary>
    /// <exception cref="JsonRefusedException">It is not a request.</exception>
    public static CertifyRequest Parse(ReadOnlySpan<byte> body)
    {
        var json = new RequestJson(body);
        PostProof? proof = null;
        PostProofMetadata? metadata = null;
        json.Struct(
            "CertifyRequest",
            ["proof", "metadata"],
            (ref RequestJson reader, int field) =>
            {
                if (field == 0)
                    proof = ReadProof(ref reader);
                else
                    metadata = ReadMetadata(ref reader);
            });
        return new CertifyRequest(proof!, metadata!);
    }

    private static PostProof ReadProof(ref RequestJson json)
    {
        uint nonce = 0;
        byte[] indices = [];
        ulong pow = 0;
        json.Struct(
            "Proof",
            ["nonce", "indices", "pow"],
            (ref RequestJson reader, int field) =>
            {
                if (field == 0)
                    nonce = (uint)reader.Unsigned("u32", uint.MaxValue);
                else if (field == 1)
                    indices = reader.Base64();
                else
                    pow = reader.Unsigned("u64", ulong.MaxValue);
            });
        return new PostProof(nonce, indices, pow);
    }

    private static PostProofMetadata ReadMetadata(ref RequestJson json)
    {
        NodeId nodeId = default;
        AtxId commitment = default;
        Hash32 challenge = default;
        uint units = 0;
        json.Struct(
            "ProofMetadata",
            ["node_id", "commitment_atx_id", "challenge", "num_units"],
            (ref RequestJson reader, int field) =>
            {
                switch (field)
                {
                    case 0:
                        nodeId = NodeId.FromBytes(reader.Bytes32());
                        break;
                    case 1:
                        commitment = AtxId.FromBytes(reader.Bytes32());
                        break;
                    case 2:
                        challenge = Hash32.FromBytes(reader.Bytes32());
                        break;
                    default:
                        units = (uint)reader.Unsigned("u32", uint.MaxValue);
                        break;
                }
            });
        return new PostProofMetadata(nodeId, commitment, challenge, units);
    }
}
