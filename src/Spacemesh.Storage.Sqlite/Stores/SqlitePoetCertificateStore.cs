using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqlitePoetCertificateStore(IConnectionSource source) : SqliteStore(source), IPoetCertificateStore
{
    public void Set(NodeId identity, ScaleBytes certifier, StoredPoetCertificate certificate) => Run(
        "REPLACE INTO poet_certificates (node_id, certifier_id, certificate, signature) VALUES (?1, ?2, ?3, ?4)",
        s => s.BindId(1, identity).Bind(2, certifier.Span).Bind(3, certificate.Data.Span).Bind(4, certificate.Signature.Span));

    public StoredPoetCertificate? Find(NodeId identity, ScaleBytes certifier) => Value(
        "SELECT certificate, signature FROM poet_certificates WHERE node_id = ?1 AND certifier_id = ?2",
        s => s.BindId(1, identity).Bind(2, certifier.Span),
        s => new StoredPoetCertificate(ScaleBytes.Copy(s.Blob(0)), ScaleBytes.Copy(s.Blob(1))));

    public void Remove(NodeId identity, ScaleBytes certifier) => Run(
        "DELETE FROM poet_certificates WHERE node_id = ?1 AND certifier_id = ?2", s => s.BindId(1, identity).Bind(2, certifier.Span));
}
