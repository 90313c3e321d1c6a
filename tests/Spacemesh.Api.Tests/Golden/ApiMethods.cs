using Google.Protobuf.Reflection;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Methods of the API by their names in golden files.</summary>
internal static class ApiMethods
{
    private static readonly Dictionary<string, ServiceDescriptor> Services = typeof(ApiServices).Assembly.GetTypes()
        .Where(type => type.Namespace is "Spacemesh.V1" or "Spacemesh.V2alpha1" && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
        .SelectMany(file => file.Services)
        .ToDictionary(service => service.FullName);

    public static MethodDescriptor Find(string name)
    {
        string[] parts = name.Split('/');
        return Services[parts[0]].FindMethodByName(parts[1]);
    }

    /// <summary>A call over bytes.</summary>
    public static RpcMethod<byte[], byte[]> Raw(MethodDescriptor method) =>
        new($"/{method.Service.FullName}/{method.Name}", method.IsClientStreaming, method.IsServerStreaming, RpcMarshaller.Raw, RpcMarshaller.Raw);
}
