using Spacemesh.Certifier;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Certification;

/// <summary>The rows of certificates in the database.</summary>
internal sealed class StoredCertificates(IStateDatabase state) : ICertificateRows
{
    public IReadOnlyList<CertificateRow> OfLayer(LayerId layer) =>
        [.. state.Certificates.InLayer(layer).Select(row => new CertificateRow(row.Block, row.Certificate, row.Valid))];

    /// <summary>Stores a certificate with what it makes of the layer's other blocks.</summary>
    public void Save(CertificateAdoption adoption)
    {
        using var transaction = state.Begin();
        transaction.Certificates.Add(adoption.Layer, adoption.Certificate);
        foreach (var block in adoption.Valid)
            transaction.Certificates.SetValid(adoption.Layer, block, valid: true);
        foreach (var block in adoption.Invalid)
            transaction.Certificates.SetValid(adoption.Layer, block, valid: false);
        transaction.Commit();
    }
}
