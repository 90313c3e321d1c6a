using Spacemesh.Primitives;

namespace Spacemesh.Certifier;

/// <summary>The stored rows of a layer; answers at once.</summary>
public interface ICertificateRows
{
    IReadOnlyList<CertificateRow> OfLayer(LayerId layer);
}
