using Spacemesh.Codec;
using Spacemesh.Poet.Http;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Smeshing;

/// <summary>Certificates kept in the local database.</summary>
internal sealed class LocalCertificates(ILocalDatabase local) : ICertificateStore
{
    public ValueTask<PoetAuthorization.Certificate?> FindAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(local.PoetCertificates.Find(nodeId, Bytes(certifierKey)) is { } stored
            ? new PoetAuthorization.Certificate(stored.Data.ToArray(), stored.Signature.ToArray())
            : null);

    public ValueTask SaveAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, PoetAuthorization.Certificate certificate, CancellationToken cancellationToken)
    {
        local.PoetCertificates.Set(nodeId, Bytes(certifierKey), new StoredPoetCertificate(Bytes(certificate.Data), Bytes(certificate.Signature)));
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken)
    {
        local.PoetCertificates.Remove(nodeId, Bytes(certifierKey));
        return ValueTask.CompletedTask;
    }

    private static ScaleBytes Bytes(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray());
}
