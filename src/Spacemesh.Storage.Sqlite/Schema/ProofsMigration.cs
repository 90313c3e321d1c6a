using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>
/// State migration 25: repairs proofs of an invalid previous ATX whose first ATX gained a VRF nonce after it was signed
/// (spec 10 §3.4). Needs the network's genesis id, which all signatures begin with.
/// </summary>
internal static partial class ProofsMigration
{
    public static Migration For(GenesisId genesisId) => new(25, "fix invalid malfeasance proofs", (connection, logger) => Apply(connection, new EdVerifier(genesisId), logger));

    private static void Apply(Connection connection, EdVerifier verifier, ILogger logger)
    {
        foreach (var (key, blob) in Proofs(connection))
        {
            if (!Scale.TryDecodePrefix<MalfeasanceProof>(blob, out var proof, out _, out var error))
            {
                string reason = error.Kind == DecodeErrorKind.EndOfInput ? "decode from buffer: EOF" : error.ToString();
                throw new StorageException(StorageErrorKind.Corrupt, $"malfeasance proof of {Convert.ToHexStringLower(key)}: {reason}");
            }

            if (proof.Data is InvalidPrevAtxProof data)
                Repair(connection, key, proof, data, verifier, logger);
        }
    }

    private static List<(byte[] Key, byte[] Proof)> Proofs(Connection connection)
    {
        var proofs = new List<(byte[] Key, byte[] Proof)>();
        using var select = connection.Cached("SELECT pubkey, proof FROM identities ORDER BY rowid");
        while (select.Step())
            proofs.Add((select.Blob(0).ToArray(), select.Blob(1).ToArray()));
        return proofs;
    }

    private static void Repair(Connection connection, byte[] key, MalfeasanceProof proof, InvalidPrevAtxProof data, EdVerifier verifier, ILogger logger)
    {
        if (Fault(key, data, verifier) is null)
        {
            LogValid(logger, Convert.ToHexStringLower(key));
            return;
        }

        var repaired = data with { Atx1 = data.Atx1 with { Inner = data.Atx1.Inner with { VrfNonce = null } } };
        if (Fault(key, repaired, verifier) is { } fault)
        {
            LogUnrepaired(logger, Convert.ToHexStringLower(key), fault);
            return;
        }

        using var update = connection.Cached("UPDATE identities SET proof = ?2 WHERE pubkey = ?1");
        update.Bind(1, key).Bind(2, Scale.Encode(proof with { Data = repaired })).Run();
        LogRepaired(logger, Convert.ToHexStringLower(key));
    }

    /// <summary>What is wrong with a proof; empty where it is sound but convicts another identity; null where it is valid.</summary>
    private static string? Fault(byte[] key, InvalidPrevAtxProof data, EdVerifier verifier)
    {
        var (first, second) = (data.Atx1, data.Atx2);
        if (!Signed(first, verifier))
            return "atx1: invalid signature";
        if (!Signed(second, verifier))
            return "atx2: invalid signature";
        if (first.SmesherId != second.SmesherId)
            return "invalid old prev ATX malfeasance proof: smesher IDs are different";
        if (first.ComputeId() == second.ComputeId())
            return "invalid old prev ATX malfeasance proof: ATX IDs are the same";
        if (first.Inner.Challenge.PrevAtxId != second.Inner.Challenge.PrevAtxId)
            return "invalid old prev ATX malfeasance proof: prev ATX IDs are different";
        return key.AsSpan().SequenceEqual(first.SmesherId.ToArray()) ? null : "";
    }

    private static bool Signed(ActivationTxV1 atx, EdVerifier verifier) =>
        verifier.Verify(SigningDomain.Atx, atx.SmesherId, atx.SignedBytes(), atx.Signature);

    [LoggerMessage(5021, LogLevel.Debug, "Proof is valid: {Smesher}")]
    private static partial void LogValid(ILogger logger, string smesher);

    [LoggerMessage(5022, LogLevel.Information, "Fixed invalid proof during migration: {Smesher}")]
    private static partial void LogRepaired(ILogger logger, string smesher);

    [LoggerMessage(5023, LogLevel.Error, "Failed to fix invalid malfeasance proof during migration: {Smesher} {Fault}")]
    private static partial void LogUnrepaired(ILogger logger, string smesher, string fault);
}
