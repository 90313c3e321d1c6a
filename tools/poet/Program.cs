using System.Reflection;
using Spacemesh.Poet.Server.Configuration;
using Spacemesh.Tools.Poet;

try
{
    var configuration = ServerConfiguration.Load(args);
    if (configuration.WantsHelp)
    {
        Console.Write(ServerConfiguration.Help());
        return 1;
    }

    if (configuration.Flag("version"))
    {
        Console.WriteLine(Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
        return 0;
    }

    return await PoetProgram.RunAsync(configuration);
}
catch (ConfigurationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
