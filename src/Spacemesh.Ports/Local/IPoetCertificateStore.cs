using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>PoET certificates by own identity and certifier.</summary>
public interface IPoetCertificateStore
{
    /// <summary>Adds or replaces.</summary>
    void Set(NodeId identity, ScaleBytes certifier, StoredPoetCertificate certificate);

    StoredPoetCertificate? Find(NodeId identity, ScaleBytes certifier);

    void Remove(NodeId identity, ScaleBytes certifier);
}
