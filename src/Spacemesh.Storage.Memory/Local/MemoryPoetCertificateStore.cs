using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryPoetCertificateStore(IDataSource<LocalData> source) : IPoetCertificateStore
{
    public void Set(NodeId identity, ScaleBytes certifier, StoredPoetCertificate certificate) => source.Write(data =>
    {
        data.Certificates.Set(new PoetCertificateRow(identity, certifier, certificate));
        return 0;
    });

    public StoredPoetCertificate? Find(NodeId identity, ScaleBytes certifier) => source.Read(data => data.Certificates.Find((identity, certifier))?.Certificate);

    public void Remove(NodeId identity, ScaleBytes certifier) => source.Write(data =>
    {
        data.Certificates.Remove((identity, certifier));
        return 0;
    });
}
